/* Reads Intel HEX files into segments of bytes with their addresses.
 *
 * Extended segment (02) and extended linear (04) addresses are followed; start addresses (03, 05) are
 * ignored, as the programmers and imgtool do. Segments are sorted by address and do not touch. They live in
 * the arena. Source: Intel, Hexadecimal Object File Format Specification, revision A, 1988.
 */
#ifndef IMAGE_INTEL_HEX_H
#define IMAGE_INTEL_HEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "base/byte_range.h"

struct hex_segment {
    uint64_t address; /* start and end lie in 32 bits */
    uint32_t line;    /* of its first record */
    struct byte_range bytes;
};

static inline uint64_t hex_segment_end(const struct hex_segment *segment)
{
    return segment->address + segment->bytes.size;
}

struct intel_hex {
    const struct source *source;
    struct hex_segment *items; /* sorted by address, with a gap between neighbours */
    size_t count;
    size_t capacity;
};

/* Largest file image that a HEX is filled up to: the whole flash of an nRF5340 has 1 MiB. */
#define INTEL_HEX_FLAT_LIMIT (16u * 1024u * 1024u)

/* True when the text starts as a HEX record does: ':' and hexadecimal digits. */
bool intel_hex_recognised(struct byte_range bytes);

/* Input errors with the line: a line that is no record, a wrong length or checksum, an unknown record type,
 * two records for one address, a record over the end of its segment (02) or of the 32-bit addresses, data behind the
 * end record, a missing end record.
 */
NODISCARD bool intel_hex_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                              struct intel_hex **hex);

/* Lowest to highest address, gaps filled with `fill`; a file without gaps is not copied. Input errors: no data, gaps
 * in more than INTEL_HEX_FLAT_LIMIT bytes. */
NODISCARD bool intel_hex_flatten(struct arena *arena, const struct intel_hex *hex, uint8_t fill,
                                 struct diagnostics *diagnostics, struct byte_range *flat, uint64_t *address);

/* False when there is none. */
bool intel_hex_largest_gap(const struct intel_hex *hex, uint64_t *address, uint64_t *size);

#endif
