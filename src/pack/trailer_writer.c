#include "pack/trailer_writer.h"

#include <assert.h>
#include <string.h>
#include "nrf53pack/limits.h"

/* The magic of larger alignments starts with the alignment itself. */
static void put_magic(uint8_t *at, uint32_t max_align)
{
    static const uint8_t usual[] = MCUBOOT_TRAILER_MAGIC_BYTES;
    static const uint8_t aligned[] = { 0x2d, 0xe1, 0x5d, 0x29, 0x41, 0x0b, 0x8d,
                                       0x77, 0x67, 0x9c, 0x11, 0x0f, 0x1f, 0x8a };

    if (max_align == 8) {
        memcpy(at, usual, sizeof usual);
        return;
    }
    store_le16(at, (uint16_t)max_align);
    memcpy(at + 2, aligned, sizeof aligned);
}

struct byte_range image_pad(struct arena *arena, struct byte_range image, const struct imgtool_slot *slot,
                            uint8_t erased_value, bool confirmed)
{
    uint8_t *bytes = arena_alloc(arena, slot->slot_size);
    uint32_t max_align = imgtool_max_align(slot);
    uint64_t magic_room = limits_align_up(MCUBOOT_TRAILER_MAGIC_SIZE, max_align);

    assert(slot->slot_size != 0 && imgtool_slot_holds(slot, image.size));
    memset(bytes, erased_value, slot->slot_size);
    memcpy(bytes, image.data, image.size);
    put_magic(bytes + slot->slot_size - MCUBOOT_TRAILER_MAGIC_SIZE, max_align);
    if (confirmed && !slot->overwrite_only) {
        bytes[slot->slot_size - magic_room - max_align] = MCUBOOT_TRAILER_FLAG_SET;
    }
    return range_of(bytes, slot->slot_size);
}
