/* What type of swap two trailers ask for. */
#include "firmware/ncs/ncs_trailer.h"

static void read_or_empty(struct ncs_boot *boot, const struct boot_area *area, struct ncs_trailer *trailer)
{
    if (!ncs_trailer_read(boot, area, trailer)) {
        *trailer = (struct ncs_trailer){ NCS_MAGIC_UNSET, NCS_SWAP_NONE, 0, NCS_FLAG_UNSET, NCS_FLAG_UNSET };
    }
}

static uint8_t type_of(const struct ncs_boot *boot, const struct ncs_trailer *primary,
                       const struct ncs_trailer *secondary)
{
    bool offset = boot->config->images[0].mode == UPGRADE_SWAP_OFFSET;

    if (secondary->magic == NCS_MAGIC_GOOD && secondary->image_ok == NCS_FLAG_UNSET) {
        return offset && secondary->copy_done == NCS_FLAG_SET ? NCS_SWAP_REVERT : NCS_SWAP_TEST;
    }
    if (secondary->magic == NCS_MAGIC_GOOD && secondary->image_ok == NCS_FLAG_SET) {
        return NCS_SWAP_PERMANENT;
    }
    if (primary->magic == NCS_MAGIC_GOOD && primary->image_ok == NCS_FLAG_UNSET && primary->copy_done == NCS_FLAG_SET &&
        (boot->release->revert_whatever_secondary_magic || secondary->magic == NCS_MAGIC_UNSET)) {
        return NCS_SWAP_REVERT;
    }
    return NCS_SWAP_NONE;
}

uint8_t ncs_swap_type(struct ncs_boot *boot)
{
    static const char *const names[] = { "", "none", "test", "perm", "revert" };
    struct ncs_trailer primary = { NCS_MAGIC_UNSET, NCS_SWAP_NONE, 0, NCS_FLAG_UNSET, NCS_FLAG_UNSET };
    struct ncs_trailer secondary;

    /* The hook for the network core's primary slot says "unset" whatever lies in the RAM. */
    if (!(ncs_is_net(boot) && boot->tree->hooks && boot->tree->multi_image)) {
        read_or_empty(boot, ncs_area(boot, NCS_PRIMARY), &primary);
    }
    read_or_empty(boot, ncs_area(boot, NCS_SECONDARY), &secondary);
    uint8_t type = type_of(boot, &primary, &secondary);
    hal_log(boot->hal, HAL_LOG_INFO, "Image index: %u, Swap type: %s", boot->current, names[type]);
    return type;
}
