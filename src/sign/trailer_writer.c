#include "sign/trailer_writer.h"

#include <assert.h>
#include <string.h>
#include "nrf53pack/limits.h"

size_t trailer_islands(struct arena *arena, const struct imgtool_slot *slot, uint8_t erased_value,
                       enum trailer_mark mark, struct hex_part islands[TRAILER_ISLANDS])
{
    uint32_t max_align = imgtool_max_align(slot);
    uint64_t magic_room = limits_align_up(MCUBOOT_TRAILER_MAGIC_SIZE, max_align);
    uint8_t *magic = arena_alloc(arena, MCUBOOT_TRAILER_MAGIC_SIZE);
    uint8_t *image_ok = arena_alloc(arena, max_align);
    size_t count = 0;

    if (mark != TRAILER_MAGIC && !slot->overwrite_only) {
        memset(image_ok, erased_value, max_align);
        if (mark == TRAILER_CONFIRM) {
            image_ok[0] = MCUBOOT_TRAILER_FLAG_SET;
        }
        islands[count++] = (struct hex_part){ slot->slot_size - magic_room - max_align, range_of(image_ok, max_align) };
    }
    mcuboot_trailer_magic(max_align, magic);
    islands[count++] =
        (struct hex_part){ slot->slot_size - MCUBOOT_TRAILER_MAGIC_SIZE, range_of(magic, MCUBOOT_TRAILER_MAGIC_SIZE) };
    return count;
}

struct byte_range image_pad(struct arena *arena, struct byte_range image, const struct imgtool_slot *slot,
                            uint8_t erased_value, enum trailer_mark mark)
{
    uint8_t *bytes = arena_alloc(arena, slot->slot_size);
    struct hex_part islands[TRAILER_ISLANDS];
    size_t count;

    assert(slot->slot_size != 0 && imgtool_slot_holds(slot, image.size));
    count = trailer_islands(arena, slot, erased_value, mark, islands);
    memcpy(bytes, image.data, image.size);
    memset(bytes + image.size, erased_value, slot->slot_size - image.size);
    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + islands[i].address, islands[i].bytes.data, islands[i].bytes.size);
    }
    return range_of(bytes, slot->slot_size);
}
