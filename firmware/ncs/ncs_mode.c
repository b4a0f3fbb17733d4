/* Which mode, and what the modes share. */
#include "firmware/ncs/ncs_mode.h"
#include <stddef.h>
#include "firmware/ncs/ncs_trailer.h"

const struct ncs_mode *ncs_mode_for(enum upgrade_mode mode)
{
    switch (mode) {
    case UPGRADE_SWAP_MOVE:
        return &ncs_mode_move;
    case UPGRADE_SWAP_OFFSET:
        return &ncs_mode_offset;
    case UPGRADE_SWAP_SCRATCH:
        return &ncs_mode_scratch;
    case UPGRADE_OVERWRITE_ONLY:
        return &ncs_mode_overwrite;
    default:
        return NULL;
    }
}

uint32_t ncs_sectors(const struct ncs_boot *boot, enum ncs_slot slot)
{
    uint32_t count = ncs_area(boot, slot)->size / ncs_area(boot, slot)->sector_size;

    return count > ncs_slots(boot)->max_sectors ? 0 : count;
}

bool ncs_slots_excepted(const struct ncs_boot *boot)
{
    if (boot->tree->stage_size == 0) {
        return false;
    }
    return boot->release->slot_exception == NCS_SLOTS_ALL_SKIP || ncs_is_net(boot);
}

/* What the swap can hold. */
static uint32_t swap_limit(const struct ncs_boot *boot)
{
    const struct boot_image_config *image = ncs_slots(boot);
    struct slot_geometry geometry = {
        .mode = boot->config->images[0].mode,
        .primary_size = image->primary.size,
        .secondary_size = image->secondary.size,
        .sector_size = image->primary.sector_size,
        .write_size = image->write_size,
        .max_align = image->max_align,
        .max_sectors = image->max_sectors,
    };

    return (uint32_t)slot_image_limit(&geometry);
}

uint32_t ncs_image_limit(const struct ncs_boot *boot, const struct boot_area *area)
{
    enum ncs_size_rule rule = boot->release->size_rule;

    if (rule == NCS_SIZE_UNCHECKED) {
        return UINT32_MAX;
    }
    if (boot->mode == &ncs_mode_overwrite) {
        return ncs_swap_info_offset(boot, area);
    }
    if (rule == NCS_SIZE_SWAP || (rule == NCS_SIZE_TRAILER_PADDED && boot->mode == &ncs_mode_scratch)) {
        return swap_limit(boot);
    }
    uint32_t status = ncs_status_offset(boot, area);
    return boot->mode == &ncs_mode_scratch ? status : status - status % area->sector_size;
}
