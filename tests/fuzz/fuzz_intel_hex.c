/* Any bytes as Intel HEX: read or refused; what was read is sorted, apart, and survives being written and
 * read again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/intel_hex.h"
#include "sign/hex_writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_segments(const struct intel_hex *hex)
{
    for (size_t i = 0; i < hex->count; i++) {
        const struct hex_segment *segment = &hex->items[i];

        if (segment->bytes.size == 0 || hex_segment_end(segment) > (uint64_t)UINT32_MAX + 1 ||
            (i > 0 && segment->address <= hex_segment_end(segment - 1))) {
            abort();
        }
    }
}

static bool equal_segments(const struct intel_hex *hex, const struct intel_hex *again)
{
    for (size_t i = 0; i < hex->count && hex->count == again->count; i++) {
        if (hex->items[i].address != again->items[i].address ||
            hex->items[i].bytes.size != again->items[i].bytes.size ||
            memcmp(hex->items[i].bytes.data, again->items[i].bytes.data, hex->items[i].bytes.size) != 0) {
            return false;
        }
    }
    return hex->count == again->count;
}

/* What was read is written, read, and written once more: the same segments, the same text. */
static void check_round_trip(struct arena *arena, const struct intel_hex *hex, struct diagnostics *diagnostics)
{
    struct hex_part *parts = arena_array(arena, hex->count, sizeof *parts);
    struct byte_range text, again_text;
    struct intel_hex *again;

    for (size_t i = 0; i < hex->count; i++) {
        parts[i] = (struct hex_part){ hex->items[i].address, hex->items[i].bytes };
    }
    if (!hex_write(arena, parts, hex->count, &text) ||
        !intel_hex_read(arena, source_from_bytes(arena, "again", text.data, text.size), diagnostics, &again) ||
        !equal_segments(hex, again) || !hex_write(arena, parts, hex->count, &again_text) ||
        text.size != again_text.size || memcmp(text.data, again_text.data, text.size) != 0) {
        abort();
    }
}

/* Every byte of every segment in its place, the fill between them. */
static void check_flat(struct byte_range flat, uint64_t address, const struct intel_hex *hex)
{
    uint64_t at = address;

    for (size_t i = 0; i < hex->count; i++) {
        const struct hex_segment *segment = &hex->items[i];

        for (; at < segment->address; at++) {
            if (flat.data[at - address] != 0x5a) {
                abort();
            }
        }
        if (memcmp(flat.data + (at - address), segment->bytes.data, segment->bytes.size) != 0) {
            abort();
        }
        at = hex_segment_end(segment);
    }
    if (at - address != flat.size) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source = source_from_bytes(arena, "x.hex", data, size);
    struct intel_hex *hex;
    struct byte_range flat;
    uint64_t address;

    if (intel_hex_read(arena, source, &diagnostics, &hex)) {
        check_segments(hex);
        check_round_trip(arena, hex, &diagnostics);
        /* Sparse files take long to fill; the limit of flattening has a test of its own. */
        if (hex->count > 0 && hex->items[hex->count - 1].address - hex->items[0].address < 0x20000 &&
            intel_hex_flatten(arena, hex, 0x5a, &diagnostics, &flat, &address)) {
            check_flat(flat, address, hex);
        }
    } else if (!diagnostics_failed(&diagnostics)) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}
