#include "sign/slot_fit.h"

#define DEFAULT_MAX_SECTORS 128u
#define DEFAULT_MAX_ALIGN   8u
#define IMGTOOL_KEY_SIZE    16u

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

/* What each of the trailer's two places for a key takes. */
static uint32_t imgtool_key_size(const struct imgtool_slot *slot)
{
    if (slot->encryption_key_size == 0) {
        return 0;
    }
    return slot->encryption_tlv_size != 0 ? slot->encryption_tlv_size : IMGTOOL_KEY_SIZE;
}

uint64_t imgtool_trailer_size(const struct imgtool_slot *slot)
{
    uint64_t align = imgtool_max_align(slot);
    uint64_t magic = limits_align_up(MCUBOOT_TRAILER_MAGIC_SIZE, align);

    if (slot->overwrite_only) {
        return 2 * align + magic;
    }
    return (uint64_t)max_sectors(slot) * 3 * slot->align + 2 * limits_align_up(imgtool_key_size(slot), align) +
           4 * align + magic;
}

bool imgtool_slot_holds(const struct imgtool_slot *slot, uint64_t image_size)
{
    uint64_t trailer = imgtool_trailer_size(slot);

    return slot->slot_size == 0 || (trailer <= slot->slot_size && image_size <= slot->slot_size - trailer);
}

struct slot_geometry mcuboot_slots(const struct imgtool_slot *slot, enum upgrade_mode mode, uint32_t sector_size,
                                   uint32_t primary_size)
{
    return (struct slot_geometry){
        .mode = mode,
        .primary_size = primary_size != 0 ? primary_size : slot->slot_size,
        .secondary_size = slot->slot_size,
        .sector_size = sector_size,
        .write_size = slot->align,
        .max_align = imgtool_max_align(slot),
        .max_sectors = max_sectors(slot),
        .encryption_key_size = slot->encryption_tlv_size != 0 ? slot->encryption_tlv_size : slot->encryption_key_size,
    };
}

uint64_t mcuboot_slot_limit(const struct imgtool_slot *slot)
{
    enum upgrade_mode mode = slot->overwrite_only ? UPGRADE_OVERWRITE_ONLY : UPGRADE_SWAP_MOVE;
    const struct slot_geometry slots = mcuboot_slots(slot, mode, SLOT_SECTOR_SIZE, 0);

    return slot_image_limit(&slots);
}
