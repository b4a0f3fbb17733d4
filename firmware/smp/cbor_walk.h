/* Walks over CBOR item by item, inside the bytes that are there: what cbor.h's reader is made of.
 *
 * Every access goes through cbor_take(). Refused are tags, strings of indefinite length, simple values other than false,
 * true, null and undefined, the heads that RFC 8949 reserves, and maps with a key that is no text.
 */
#ifndef SMP_CBOR_WALK_H
#define SMP_CBOR_WALK_H

#include <stdbool.h>
#include <stdint.h>

enum cbor_major {
    CBOR_UINT,
    CBOR_NEGATIVE,
    CBOR_BYTES,
    CBOR_TEXT,
    CBOR_ARRAY,
    CBOR_MAP,
    CBOR_TAG,
    CBOR_SIMPLE,
};

#define CBOR_FALSE      20u
#define CBOR_TRUE       21u
#define CBOR_NULL       22u
#define CBOR_INDEFINITE 31u /* as a simple value: the break */

/* Where the reader stands: position <= size. */
struct cbor_cursor {
    const uint8_t *bytes;
    uint32_t size;
    uint32_t position;
};

/* What an item begins with. */
struct cbor_head {
    uint8_t major;       /* enum cbor_major */
    uint8_t information; /* low five bits of the first byte */
    uint64_t value;      /* number, length or count; 0 for indefinite length */
};

/* The next `count` bytes; false when fewer are left, and then the cursor stays where it is. */
bool cbor_take(struct cbor_cursor *cursor, uint64_t count, const uint8_t **bytes);

bool cbor_read_head(struct cbor_cursor *cursor, struct cbor_head *head);

/* Walks over one item and all that is in it, at most CBOR_DEPTH_MAX maps and arrays deep. Its work is bounded by the size. */
bool cbor_skip_item(struct cbor_cursor *cursor);

#endif
