#include "image/cbor_reader.h"

#include <string.h>

#define ONE_BYTE_FOLLOWS    24u
#define EIGHT_BYTES_FOLLOW  27u
#define MOST_VALUE_OF_INT32 0x7fffffffu

/* The number in the head of an item: in its low five bits, or in 1, 2, 4 or 8 bytes behind them. */
static bool take_number(const struct cbor_reader *reader, size_t *at, uint8_t *major, uint64_t *value)
{
    uint8_t head = 0;
    size_t size;

    if (!range_u8(reader->bytes, *at, &head)) {
        return false;
    }
    *at += 1;
    *major = head >> 5;
    *value = head & 0x1fu;
    if (*value < ONE_BYTE_FOLLOWS) {
        return true;
    }
    if (*value > EIGHT_BYTES_FOLLOW) {
        return false;
    }
    size = (size_t)1 << (*value - ONE_BYTE_FOLLOWS);
    if (!range_holds(reader->bytes, *at, size)) {
        return false;
    }
    *value = 0;
    for (size_t i = 0; i < size; i++) {
        *value = *value << 8 | reader->bytes.data[*at + i];
    }
    *at += size;
    return true;
}

bool cbor_take(struct cbor_reader *reader, struct cbor_item *item)
{
    size_t at = reader->at;
    uint8_t major;

    *item = (struct cbor_item){ 0 };
    if (!take_number(reader, &at, &major, &item->value) || major > CBOR_MAP) {
        return false;
    }
    item->kind = (enum cbor_kind)major;
    if (item->kind == CBOR_BYTES || item->kind == CBOR_TEXT) {
        if (item->value > SIZE_MAX || !range_part(reader->bytes, at, (size_t)item->value, &item->bytes)) {
            return false;
        }
        at += item->bytes.size;
    }
    reader->at = at;
    return true;
}

bool cbor_take_kind(struct cbor_reader *reader, enum cbor_kind kind, struct cbor_item *item)
{
    struct cbor_reader ahead = *reader;

    if (!cbor_take(&ahead, item) || item->kind != kind) {
        return false;
    }
    *reader = ahead;
    return true;
}

bool cbor_take_literal(struct cbor_reader *reader, const char *text)
{
    struct cbor_reader ahead = *reader;
    struct cbor_item item;

    if (!cbor_take_kind(&ahead, CBOR_TEXT, &item) || item.bytes.size != strlen(text) ||
        memcmp(item.bytes.data, text, item.bytes.size) != 0) {
        return false;
    }
    *reader = ahead;
    return true;
}

bool cbor_take_int32(struct cbor_reader *reader, int32_t *value)
{
    struct cbor_reader ahead = *reader;
    struct cbor_item item;

    if (!cbor_take(&ahead, &item) || item.kind > CBOR_NEGATIVE || item.value > MOST_VALUE_OF_INT32) {
        return false;
    }
    *value = item.kind == CBOR_NEGATIVE ? -1 - (int32_t)item.value : (int32_t)item.value;
    *reader = ahead;
    return true;
}

bool cbor_take_uint32(struct cbor_reader *reader, uint32_t *value)
{
    struct cbor_reader ahead = *reader;
    struct cbor_item item;

    if (!cbor_take_kind(&ahead, CBOR_UNSIGNED, &item) || item.value > UINT32_MAX) {
        return false;
    }
    *value = (uint32_t)item.value;
    *reader = ahead;
    return true;
}
