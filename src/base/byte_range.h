/* The one way to read foreign bytes: every load names an offset and fails when it does not lie inside.
 *
 * A range is borrowed; it never owns its bytes. Offsets and sizes are in bytes. The comparison subtracts
 * instead of adding, so no offset can wrap around.
 */
#ifndef BASE_BYTE_RANGE_H
#define BASE_BYTE_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"
#include "base/source.h"
#include "nrf53pack/bytes.h"

struct byte_range {
    const uint8_t *data;
    size_t size;
};

static inline struct byte_range range_of(const void *data, size_t size)
{
    return (struct byte_range){ data, size };
}

static inline struct byte_range range_of_source(const struct source *source)
{
    return range_of(source->data, source->size);
}

static inline bool range_holds(struct byte_range range, size_t offset, size_t size)
{
    return offset <= range.size && size <= range.size - offset;
}

/* part may be the same object as the one range was copied from; it is left alone on failure. */
NODISCARD static inline bool range_part(struct byte_range range, size_t offset, size_t size, struct byte_range *part)
{
    if (!range_holds(range, offset, size)) {
        return false;
    }
    *part = range_of(range.data + offset, size);
    return true;
}

NODISCARD static inline bool range_le16(struct byte_range range, size_t offset, uint16_t *value)
{
    if (!range_holds(range, offset, 2)) {
        return false;
    }
    *value = load_le16(range.data + offset);
    return true;
}

NODISCARD static inline bool range_le32(struct byte_range range, size_t offset, uint32_t *value)
{
    if (!range_holds(range, offset, 4)) {
        return false;
    }
    *value = load_le32(range.data + offset);
    return true;
}

NODISCARD static inline bool range_u8(struct byte_range range, size_t offset, uint8_t *value)
{
    if (!range_holds(range, offset, 1)) {
        return false;
    }
    *value = range.data[offset];
    return true;
}

#endif
