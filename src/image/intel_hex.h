/* Reads Intel HEX files into segments of bytes with their addresses.
 *
 * Extended segment (02) and extended linear (04) addresses are followed; start addresses (03, 05) are
 * ignored, as the programmers and imgtool do. Segments are sorted by address and do not touch. They live in
 * the arena.
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
#include "image/byte_range.h"

struct hex_segment {
    uint64_t address;
    uint32_t line;  /* of its first record */
    uint8_t *items; /* the bytes */
    size_t count;
    size_t capacity;
};

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
 * two records for one address, data behind the end record, a missing end record.
 */
NODISCARD bool intel_hex_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                              struct intel_hex **hex);

/* Lowest to highest address, gaps filled with `fill`. Input errors: no data, more than INTEL_HEX_FLAT_LIMIT
 * bytes. */
NODISCARD bool intel_hex_flatten(struct arena *arena, const struct intel_hex *hex, uint8_t fill,
                                 struct diagnostics *diagnostics, struct byte_range *flat, uint64_t *address);

#endif
