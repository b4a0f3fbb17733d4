/* Overwrite-only: the secondary slot is copied over the primary. */
#include "firmware/ncs/ncs_flash.h"
#include "firmware/ncs/ncs_image.h"
#include "firmware/ncs/ncs_mode.h"
#include "firmware/ncs/ncs_net.h"

static bool overwrite_slots_compatible(struct ncs_boot *boot)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);
    const struct boot_area *secondary = ncs_area(boot, NCS_SECONDARY);

    if (ncs_slots_excepted(boot)) {
        return true;
    }
    if (ncs_sectors(boot, NCS_SECONDARY) == 0 || primary->size != secondary->size) {
        hal_log(boot->hal, HAL_LOG_WARNING, "Cannot upgrade: slots are not compatible");
        return false;
    }
    return true;
}

static bool overwrite_read_header(struct ncs_boot *boot, enum ncs_slot slot, struct mcuboot_header *header,
                                  const struct ncs_status *status)
{
    (void)status;
    return ncs_header_read(boot, ncs_area(boot, slot), 0, header);
}

bool ncs_copy_image(struct ncs_boot *boot)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);
    const struct boot_area *secondary = ncs_area(boot, NCS_SECONDARY);
    uint32_t sector = secondary->sector_size;

    hal_log(boot->hal, HAL_LOG_INFO, "Image %u upgrade secondary slot -> primary slot", boot->current);
    hal_log(boot->hal, HAL_LOG_INFO, "Erasing the primary slot");
    ncs_assert(boot, ncs_flash_erase(boot, primary, 0, primary->size), "boot_copy_image");
    hal_log(boot->hal, HAL_LOG_INFO, "Image %u copying the secondary slot to the primary slot: 0x%x bytes",
            boot->current, (unsigned)primary->size);
    if (!ncs_flash_copy(boot, secondary, 0, primary, 0, primary->size) || !ncs_net_post_copy(boot)) {
        return false;
    }
    if (!ncs_security_counter_update(boot, NCS_SECONDARY)) {
        return false;
    }
    ncs_assert(boot, ncs_flash_erase(boot, secondary, 0, sector), "boot_copy_image");
    /* The last sector only, even when the trailer is longer. */
    ncs_assert(boot, ncs_flash_erase(boot, secondary, secondary->size - sector, sector), "boot_copy_image");
    return true;
}

const struct ncs_mode ncs_mode_overwrite = {
    .slots_compatible = overwrite_slots_compatible,
    .read_header = overwrite_read_header,
};
