/* How far a swap is: read from and written to the trailer. */
#include "firmware/ncs/ncs_status.h"
#include <string.h>
#include "firmware/ncs/ncs_flash.h"
#include "firmware/ncs/ncs_mode.h"

void ncs_status_reset(struct ncs_boot *boot, struct ncs_status *status)
{
    *status = (struct ncs_status){
        .operation = boot->mode == &ncs_mode_offset ? NCS_OPERATION_SWAP : NCS_OPERATION_MOVE,
        .index = 1,
        .state = 1,
        .source = NCS_SOURCE_NONE,
        .swap_type = NCS_SWAP_NONE,
    };
}

bool ncs_status_is_reset(const struct ncs_boot *boot, const struct ncs_status *status)
{
    enum ncs_operation first = boot->mode == &ncs_mode_offset ? NCS_OPERATION_SWAP : NCS_OPERATION_MOVE;

    return status->operation == first && status->index == 1 && status->state == 1;
}

bool ncs_status_read(struct ncs_boot *boot, struct ncs_status *status)
{
    uint8_t swap_info;

    status->source = boot->mode->status_source(boot);
    if (status->source == NCS_SOURCE_NONE) {
        return true;
    }
    const struct boot_area *area =
        status->source == NCS_SOURCE_SCRATCH ? &boot->config->images[0].scratch : ncs_area(boot, NCS_PRIMARY);
    if (!boot->mode->status_scan(boot, area, status) || !ncs_swap_info_read(boot, area, &swap_info)) {
        return false;
    }
    status->swap_type = swap_info == 0xff ? NCS_SWAP_NONE : swap_info & 0x0f;
    return true;
}

bool ncs_status_last_entry(struct ncs_boot *boot, const struct boot_area *area, uint32_t entries, uint32_t *found)
{
    uint32_t write_size = ncs_slots(boot)->write_size;
    uint32_t offset = ncs_status_offset(boot, area);
    uint8_t entry;

    *found = 0;
    for (uint32_t i = entries; i > 0; i--) {
        if (!ncs_flash_read(boot, area, offset + (i - 1) * write_size, &entry, 1)) {
            return false;
        }
        if (entry != 0xff) {
            *found = i;
            return true;
        }
    }
    return true;
}

void ncs_status_init(struct ncs_boot *boot, const struct boot_area *area, const struct ncs_status *status)
{
    struct ncs_trailer secondary;

    ncs_assert(boot, ncs_trailer_read(boot, ncs_area(boot, NCS_SECONDARY), &secondary), "swap_status_init");
    if (status->swap_type != NCS_SWAP_NONE) {
        ncs_assert(boot, ncs_swap_info_write(boot, area, status->swap_type), "swap_status_init");
    }
    if (secondary.image_ok == NCS_FLAG_SET) {
        ncs_assert(boot, ncs_image_ok_write(boot, area), "swap_status_init");
    }
    ncs_assert(boot, ncs_swap_size_write(boot, area, status->swap_size), "swap_status_init");
    if (boot->mode == &ncs_mode_offset) {
        ncs_assert(boot, ncs_tlv_sizes_write(boot, area, ncs_image(boot)->tlv_size), "swap_status_init");
    }
    ncs_assert(boot, ncs_magic_write(boot, area), "swap_status_init");
}

void ncs_status_write(struct ncs_boot *boot, const struct ncs_status *status, uint32_t entry)
{
    const struct boot_area *area = status->use_scratch ? &boot->config->images[0].scratch : ncs_area(boot, NCS_PRIMARY);
    uint32_t write_size = ncs_slots(boot)->write_size;
    uint8_t unit[32];

    if (write_size > sizeof(unit)) {
        return;
    }
    memset(unit, 0xff, sizeof(unit));
    unit[0] = (uint8_t)status->state;
    /* A failure is counted and logged by MCUboot, nothing else. */
    if (!ncs_flash_write(boot, area, ncs_status_offset(boot, area) + entry * write_size, unit, write_size)) {
        hal_log(boot->hal, HAL_LOG_WARNING, "%u status write fails performing the swap", 1u);
    }
}

enum ncs_source ncs_status_source_primary(struct ncs_boot *boot)
{
    struct ncs_trailer primary;
    struct ncs_trailer secondary;

    ncs_assert(boot, ncs_trailer_read(boot, ncs_area(boot, NCS_PRIMARY), &primary), "swap_status_source");
    ncs_trailer_log(boot, "Primary image", &primary);
    ncs_assert(boot, ncs_trailer_read(boot, ncs_area(boot, NCS_SECONDARY), &secondary), "swap_status_source");
    ncs_trailer_log(boot, "Secondary image", &secondary);
    if (primary.magic == NCS_MAGIC_GOOD && primary.copy_done == NCS_FLAG_UNSET && secondary.magic != NCS_MAGIC_GOOD) {
        hal_log(boot->hal, HAL_LOG_INFO, "Boot source: primary slot");
        return NCS_SOURCE_PRIMARY;
    }
    hal_log(boot->hal, HAL_LOG_INFO, "Boot source: none");
    return NCS_SOURCE_NONE;
}

void ncs_status_begin(struct ncs_boot *boot, const struct ncs_status *status)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);

    if (status->source != NCS_SOURCE_PRIMARY) {
        ncs_assert(boot, ncs_trailer_erase(boot, primary), "swap_run");
        ncs_status_init(boot, primary, status);
    }
    ncs_assert(boot, ncs_trailer_erase(boot, ncs_area(boot, NCS_SECONDARY)), "swap_run");
}

bool ncs_set_image_ok(struct ncs_boot *boot)
{
    struct ncs_trailer trailer;

    if (!ncs_trailer_read(boot, ncs_area(boot, NCS_PRIMARY), &trailer)) {
        return false;
    }
    return trailer.image_ok != NCS_FLAG_UNSET || ncs_image_ok_write(boot, ncs_area(boot, NCS_PRIMARY));
}

bool ncs_set_copy_done(struct ncs_boot *boot)
{
    return ncs_copy_done_write(boot, ncs_area(boot, NCS_PRIMARY));
}

bool ncs_swap_lacks_space(struct ncs_boot *boot, uint32_t last)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);
    uint32_t sector = primary->sector_size;
    uint32_t trailer_sectors = (ncs_trailer_size(boot, primary) + sector - 1) / sector;
    uint32_t first_trailer = primary->size / sector - trailer_sectors;

    if (last < first_trailer) {
        return false;
    }
    hal_log(boot->hal, HAL_LOG_WARNING, "Not enough free space to run swap upgrade");
    hal_log(boot->hal, HAL_LOG_WARNING, "required %u bytes but only %u are available", (unsigned)((last + 1) * sector),
            (unsigned)(first_trailer * sector));
    return true;
}
