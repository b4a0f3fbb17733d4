/* Takes CBOR items off the front of foreign bytes: what boot records and multi-image headers are made of.
 *
 * Definite lengths only, no tags, no floating-point numbers: nobody writes others there. Integers need not be in their
 * shortest form, as with the devices' decoder. Source: RFC 8949.
 */
#ifndef IMAGE_CBOR_READER_H
#define IMAGE_CBOR_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"
#include "base/byte_range.h"

struct cbor_reader {
    struct byte_range bytes;
    size_t at; /* offset of the next item */
};

/* The major types of RFC 8949, section 3.1. */
enum cbor_kind { CBOR_UNSIGNED, CBOR_NEGATIVE, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP };

struct cbor_item {
    enum cbor_kind kind;
    uint64_t value;          /* CBOR_NEGATIVE: -1 less this; arrays and maps: number of items or pairs */
    struct byte_range bytes; /* CBOR_BYTES, CBOR_TEXT; borrowed */
};

/* The next item; of arrays and maps only the head. False, and the reader is left alone, at the end or when the bytes are
 * no such item.
 */
NODISCARD bool cbor_take(struct cbor_reader *reader, struct cbor_item *item);

/* The same, and it must be of a kind. */
NODISCARD bool cbor_take_kind(struct cbor_reader *reader, enum cbor_kind kind, struct cbor_item *item);

/* The next item must be this text. */
NODISCARD bool cbor_take_literal(struct cbor_reader *reader, const char *text);

/* The next item must be an integer of 32 bits. */
NODISCARD bool cbor_take_int32(struct cbor_reader *reader, int32_t *value);
NODISCARD bool cbor_take_uint32(struct cbor_reader *reader, uint32_t *value);

#endif
