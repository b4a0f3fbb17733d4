/* Any bytes as Intel HEX: read or refused; what was read is sorted, apart, and survives being written and
 * read again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/intel_hex.h"
#include "sign/firmware.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_segments(const struct intel_hex *hex)
{
    for (size_t i = 0; i < hex->count; i++) {
        const struct hex_segment *segment = &hex->items[i];

        if (segment->count == 0 || (i > 0 && segment->address <= hex->items[i - 1].address + hex->items[i - 1].count)) {
            abort();
        }
    }
}

static void check_round_trip(struct arena *arena, struct byte_range flat, uint64_t address,
                             struct diagnostics *diagnostics)
{
    struct byte_range text, again;
    struct intel_hex *hex;
    uint64_t second;

    if (!hex_write(arena, address, flat, &text)) {
        return;
    }
    if (!intel_hex_read(arena, source_from_bytes(arena, "again", text.data, text.size), diagnostics, &hex) ||
        !intel_hex_flatten(arena, hex, 0xff, diagnostics, &again, &second) || second != address ||
        again.size != flat.size || memcmp(again.data, flat.data, flat.size) != 0) {
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
        /* Sparse files take long to write out; the limit of flattening has a test of its own. */
        if (hex->count > 0 && hex->items[hex->count - 1].address - hex->items[0].address < 0x20000 &&
            intel_hex_flatten(arena, hex, 0xff, &diagnostics, &flat, &address)) {
            check_round_trip(arena, flat, address, &diagnostics);
        }
    } else if (!diagnostics_failed(&diagnostics)) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}
