#include "sign/slot_fit.h"

#include "nrf53pack/limits.h"

#define DEFAULT_MAX_SECTORS 128u
#define DEFAULT_MAX_ALIGN   8u

/* Sector of the nRF5340's flash and of the QSPI flashes it is used with. */
#define SECTOR_SIZE 4096u

uint32_t imgtool_max_align(const struct imgtool_slot *slot)
{
    if (slot->max_align != 0) {
        return slot->max_align;
    }
    return slot->align > DEFAULT_MAX_ALIGN ? slot->align : DEFAULT_MAX_ALIGN;
}

static uint32_t max_sectors(const struct imgtool_slot *slot)
{
    return slot->max_sectors != 0 ? slot->max_sectors : DEFAULT_MAX_SECTORS;
}

uint64_t imgtool_trailer_size(const struct imgtool_slot *slot)
{
    uint64_t align = imgtool_max_align(slot);
    uint64_t magic = limits_align_up(MCUBOOT_TRAILER_MAGIC_SIZE, align);

    if (slot->overwrite_only) {
        return 2 * align + magic;
    }
    return (uint64_t)max_sectors(slot) * 3 * slot->align + 4 * align + magic;
}

bool imgtool_slot_holds(const struct imgtool_slot *slot, uint64_t image_size)
{
    uint64_t trailer = imgtool_trailer_size(slot);

    return slot->slot_size == 0 || (trailer <= slot->slot_size && image_size <= slot->slot_size - trailer);
}

uint64_t mcuboot_slot_limit(const struct imgtool_slot *slot)
{
    const struct slot_geometry geometry = {
        .mode = slot->overwrite_only ? UPGRADE_OVERWRITE_ONLY : UPGRADE_SWAP_MOVE,
        .primary_size = slot->slot_size,
        .secondary_size = slot->slot_size,
        .sector_size = SECTOR_SIZE,
        .write_size = slot->align,
        .max_align = imgtool_max_align(slot),
        .max_sectors = max_sectors(slot),
    };

    return slot_image_limit(&geometry);
}
