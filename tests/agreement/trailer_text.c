#include "trailer_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "image.h"

static bool erased(const uint8_t *bytes, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        if (bytes[i] != 0xff) {
            return false;
        }
    }
    return true;
}

static const char *magic_name(const uint8_t *at, uint32_t max_align)
{
    uint8_t magic[MCUBOOT_TRAILER_MAGIC_SIZE];

    image_trailer_magic(max_align, magic);
    if (memcmp(at, magic, sizeof magic) == 0) {
        return "good";
    }
    return erased(at, sizeof magic) ? "unset" : "bad";
}

static const char *flag_name(uint8_t value, char room[3])
{
    if (value == MCUBOOT_TRAILER_FLAG_SET) {
        return "set";
    }
    snprintf(room, 3, "%02x", value);
    return value == 0xff ? "unset" : room;
}

void trailer_text(enum upgrade_mode mode, uint32_t max_align, const uint8_t *slot, uint32_t size,
                  char text[TRAILER_TEXT])
{
    const uint8_t *magic = slot + size - MCUBOOT_TRAILER_MAGIC_SIZE;
    const uint8_t *image_ok = magic - max_align;
    const uint8_t *copy_done = image_ok - max_align;
    const uint8_t *swap_info = copy_done - max_align;
    const uint8_t *tlv_sizes = swap_info - (mode == UPGRADE_SWAP_OFFSET ? max_align : 0);
    const uint8_t *swap_size = tlv_sizes - max_align;
    char room[2][3];
    int used;

    if (erased(swap_size, (uint32_t)(slot + size - swap_size))) {
        snprintf(text, TRAILER_TEXT, "erased");
        return;
    }
    used = snprintf(text, TRAILER_TEXT, "%s,%02x,%s,%s,%02x%02x%02x%02x", magic_name(magic, max_align), *swap_info,
                    flag_name(*copy_done, room[0]), flag_name(*image_ok, room[1]), swap_size[0], swap_size[1],
                    swap_size[2], swap_size[3]);
    if (mode == UPGRADE_SWAP_OFFSET) {
        snprintf(text + used, TRAILER_TEXT - (size_t)used, ",%02x%02x%02x%02x", tlv_sizes[0], tlv_sizes[1],
                 tlv_sizes[2], tlv_sizes[3]);
    }
}
