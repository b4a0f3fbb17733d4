#include "sign/trailer_writer.h"

#include <assert.h>
#include <string.h>
#include "nrf53pack/limits.h"

struct byte_range image_pad(struct arena *arena, struct byte_range image, const struct imgtool_slot *slot,
                            uint8_t erased_value, bool confirmed)
{
    uint8_t *bytes = arena_alloc(arena, slot->slot_size);
    uint32_t max_align = imgtool_max_align(slot);
    uint64_t magic_room = limits_align_up(MCUBOOT_TRAILER_MAGIC_SIZE, max_align);

    assert(slot->slot_size != 0 && imgtool_slot_holds(slot, image.size));
    memset(bytes, erased_value, slot->slot_size);
    memcpy(bytes, image.data, image.size);
    mcuboot_trailer_magic(max_align, bytes + slot->slot_size - MCUBOOT_TRAILER_MAGIC_SIZE);
    if (confirmed && !slot->overwrite_only) {
        bytes[slot->slot_size - magic_room - max_align] = MCUBOOT_TRAILER_FLAG_SET;
    }
    return range_of(bytes, slot->slot_size);
}
