/* The TLVs of one area of an image, gathered before the first byte is written: their size stands in the header.
 *
 * A list borrows the bytes of its entries. Source of the format: mcu-tools/mcuboot
 * boot/bootutil/include/bootutil/image.h (2d4bacc3).
 */
#ifndef SIGN_TLV_LIST_H
#define SIGN_TLV_LIST_H

#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/byte_range.h"

struct tlv {
    uint16_t type;
    struct byte_range bytes; /* at most 65535 */
};

struct tlv_list {
    struct tlv *items;
    size_t count;
    size_t capacity;
};

void tlv_list_add(struct arena *arena, struct tlv_list *list, uint16_t type, struct byte_range bytes);

/* Bytes of the area with its info header; 0 for an empty list, which has no area. */
size_t tlv_list_size(const struct tlv_list *list);

/* Writes the area at `output`, tlv_list_size() bytes, which must be at most 65535. */
void tlv_list_write(const struct tlv_list *list, uint16_t magic, uint8_t *output);

#endif
