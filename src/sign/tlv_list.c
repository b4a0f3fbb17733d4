#include "sign/tlv_list.h"

#include <string.h>
#include "nrf53pack/mcuboot_format.h"

void tlv_list_add(struct arena *arena, struct tlv_list *list, uint16_t type, struct byte_range bytes)
{
    *ARENA_PUSH(arena, list) = (struct tlv){ type, bytes };
}

size_t tlv_list_size(const struct tlv_list *list)
{
    size_t size = MCUBOOT_TLV_INFO_SIZE;

    for (size_t i = 0; i < list->count; i++) {
        size += MCUBOOT_TLV_ENTRY_SIZE + list->items[i].bytes.size;
    }
    return list->count == 0 ? 0 : size;
}

void tlv_list_write(const struct tlv_list *list, uint16_t magic, uint8_t *output)
{
    size_t at = MCUBOOT_TLV_INFO_SIZE;

    if (list->count == 0) {
        return;
    }
    store_le16(output, magic);
    store_le16(output + 2, (uint16_t)tlv_list_size(list));
    for (size_t i = 0; i < list->count; i++) {
        struct byte_range bytes = list->items[i].bytes;

        store_le16(output + at, list->items[i].type);
        store_le16(output + at + 2, (uint16_t)bytes.size);
        if (bytes.size != 0) {
            memcpy(output + at + MCUBOOT_TLV_ENTRY_SIZE, bytes.data, bytes.size);
        }
        at += MCUBOOT_TLV_ENTRY_SIZE + bytes.size;
    }
}
