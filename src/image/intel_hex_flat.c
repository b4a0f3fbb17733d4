#include "image/intel_hex.h"

#include <string.h>

/* Between this segment and the next. */
static uint64_t gap_behind(const struct hex_segment *segment)
{
    return segment[1].address - hex_segment_end(segment);
}

/* The largest gap, which is where the file is torn apart. `hex` has two segments at least. */
static const struct hex_segment *before_largest_gap(const struct intel_hex *hex)
{
    size_t found = 0;

    for (size_t i = 1; i + 1 < hex->count; i++) {
        if (gap_behind(&hex->items[i]) > gap_behind(&hex->items[found])) {
            found = i;
        }
    }
    return &hex->items[found];
}

static bool too_sparse(const struct intel_hex *hex, uint64_t size, struct diagnostics *diagnostics)
{
    const struct hex_segment *segment = before_largest_gap(hex);

    return diagnose(diagnostics, DIAGNOSTIC_INPUT, (struct origin){ hex->source, segment[1].line, 1 },
                    "data is spread over %llu bytes with nothing from 0x%llx to 0x%llx, the most that is filled up is "
                    "%u: firmware and something else in one file?",
                    (unsigned long long)size, (unsigned long long)hex_segment_end(segment),
                    (unsigned long long)segment[1].address, INTEL_HEX_FLAT_LIMIT);
}

bool intel_hex_flatten(struct arena *arena, const struct intel_hex *hex, uint8_t fill, struct diagnostics *diagnostics,
                       struct byte_range *flat, uint64_t *address)
{
    uint64_t size;
    uint8_t *bytes;

    if (hex->count == 0) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(hex->source), "Intel HEX file holds no data");
    }
    *address = hex->items[0].address;
    *flat = hex->items[0].bytes;
    if (hex->count == 1) {
        return true;
    }
    size = hex_segment_end(&hex->items[hex->count - 1]) - *address;
    if (size > INTEL_HEX_FLAT_LIMIT) {
        return too_sparse(hex, size, diagnostics);
    }
    bytes = arena_alloc(arena, (size_t)size);
    memset(bytes, fill, (size_t)size);
    for (size_t i = 0; i < hex->count; i++) {
        memcpy(bytes + (hex->items[i].address - *address), hex->items[i].bytes.data, hex->items[i].bytes.size);
    }
    *flat = range_of(bytes, (size_t)size);
    return true;
}

bool intel_hex_largest_gap(const struct intel_hex *hex, uint64_t *address, uint64_t *size)
{
    if (hex->count < 2) {
        return false;
    }
    *address = hex_segment_end(before_largest_gap(hex));
    *size = gap_behind(before_largest_gap(hex));
    return true;
}
