#include "image/slot_trailer.h"

#include <string.h>
#include "nrf53pack/mcuboot_format.h"

#define LEAST_ALIGN 8u
#define MOST_ALIGN  512u /* of any flash that MCUboot supports */

static bool read_magic(struct byte_range slot, uint32_t *max_align)
{
    uint8_t wanted[MCUBOOT_TRAILER_MAGIC_SIZE];
    struct byte_range magic;

    if (slot.size < MCUBOOT_TRAILER_MAGIC_SIZE ||
        !range_part(slot, slot.size - MCUBOOT_TRAILER_MAGIC_SIZE, MCUBOOT_TRAILER_MAGIC_SIZE, &magic)) {
        return false;
    }
    for (*max_align = LEAST_ALIGN; *max_align <= MOST_ALIGN; *max_align *= 2) {
        mcuboot_trailer_magic(*max_align, wanted);
        if (memcmp(magic.data, wanted, sizeof wanted) == 0) {
            return true;
        }
    }
    return false;
}

static uint8_t read_byte(struct byte_range slot, size_t from_end)
{
    uint8_t value = 0xff;

    /* A file that is shorter than its trailer has nothing there, which is erased. */
    return from_end <= slot.size && range_u8(slot, slot.size - from_end, &value) ? value : 0xff;
}

static enum slot_flag to_flag(uint8_t value)
{
    if (value == MCUBOOT_TRAILER_FLAG_SET) {
        return SLOT_FLAG_SET;
    }
    return value == 0xff ? SLOT_FLAG_UNSET : SLOT_FLAG_OTHER;
}

bool slot_trailer_read(struct byte_range slot, struct slot_trailer *trailer)
{
    size_t magic_room;
    uint8_t swap_info;

    *trailer = (struct slot_trailer){ 0 };
    if (!read_magic(slot, &trailer->max_align)) {
        return false;
    }
    magic_room = trailer->max_align > MCUBOOT_TRAILER_MAGIC_SIZE ? trailer->max_align : MCUBOOT_TRAILER_MAGIC_SIZE;
    trailer->image_ok = to_flag(read_byte(slot, magic_room + trailer->max_align));
    trailer->copy_done = to_flag(read_byte(slot, magic_room + 2 * (size_t)trailer->max_align));
    swap_info = read_byte(slot, magic_room + 3 * (size_t)trailer->max_align);
    trailer->has_swap_info = swap_info != 0xff;
    trailer->swap_type = swap_info & 0x0f;
    trailer->image_number = swap_info >> 4;
    return true;
}

const char *slot_flag_name(enum slot_flag flag)
{
    static const char *const names[] = { "unset", "set", "neither" };

    return names[flag];
}

const char *slot_swap_type_name(uint8_t type)
{
    static const char *const names[] = { "unknown", "none", "test", "permanent", "revert", "fail" };

    return type < sizeof names / sizeof names[0] ? names[type] : type == 0x0f ? "panic" : "unknown";
}
