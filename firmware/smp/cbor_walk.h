/* Walks over CBOR item by item, inside the bytes that are there: what cbor.h's reader is made of.
 *
 * Every access goes through cbor_walk_take(). Refused are tags, strings of indefinite length, simple values other
 * than false, true, null and undefined, the heads that RFC 8949 reserves, and maps with a key that is no text.
 */
#ifndef SMP_CBOR_WALK_H
#define SMP_CBOR_WALK_H

#include <stdbool.h>
#include <stdint.h>

enum cbor_walk_major {
    CBOR_WALK_UINT,
    CBOR_WALK_NEGATIVE,
    CBOR_WALK_BYTES,
    CBOR_WALK_TEXT,
    CBOR_WALK_ARRAY,
    CBOR_WALK_MAP,
    CBOR_WALK_TAG,
    CBOR_WALK_SIMPLE,
};

#define CBOR_WALK_FALSE      20u
#define CBOR_WALK_TRUE       21u
#define CBOR_WALK_NULL       22u
#define CBOR_WALK_INDEFINITE 31u /* as a simple value: the break */

/* Where the reader stands: position <= size. */
struct cbor_walk {
    const uint8_t *bytes;
    uint32_t size;
    uint32_t position;
};

/* What an item begins with. */
struct cbor_item_head {
    uint8_t major;       /* enum cbor_walk_major */
    uint8_t information; /* low five bits of the first byte */
    uint64_t value;      /* number, length or count; 0 for indefinite length */
};

/* The next `count` bytes; false when fewer are left, and then the cursor stays where it is. */
bool cbor_walk_take(struct cbor_walk *cursor, uint64_t count, const uint8_t **bytes);

bool cbor_walk_head(struct cbor_walk *cursor, struct cbor_item_head *head);

/* Walks over one item and all that is in it, at most CBOR_DEPTH_MAX maps and arrays deep. Its work is bounded by the
 * size.
 */
bool cbor_walk_item(struct cbor_walk *cursor);

#endif
