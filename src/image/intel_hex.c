#include "image/intel_hex.h"

#include <stdlib.h>
#include <string.h>
#include "base/text.h"

/* Fields of a record: length, address (2), type, data, checksum. */
#define RECORD_OVERHEAD 5u
#define RECORD_LIMIT    (RECORD_OVERHEAD + 255u)

enum record_type {
    RECORD_DATA = 0,
    RECORD_END = 1,
    RECORD_SEGMENT_ADDRESS = 2,
    RECORD_SEGMENT_START = 3,
    RECORD_LINEAR_ADDRESS = 4,
    RECORD_LINEAR_START = 5,
};

struct reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct intel_hex *hex;
    uint32_t line;
    uint64_t base; /* of the last extended address record */
    bool ended;
};

struct record {
    uint8_t bytes[RECORD_LIMIT];
    size_t size;
};

static bool bad_line(const struct reader *reader, const char *reason)
{
    struct origin origin = { reader->hex->source, reader->line, 1 };

    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin, "%s", reason);
}

bool intel_hex_recognised(struct byte_range bytes)
{
    uint8_t first = 0, second = 0;

    return range_u8(bytes, 0, &first) && range_u8(bytes, 1, &second) && first == ':' &&
           hex_digit_value((char)second) >= 0;
}

static bool decode(const struct reader *reader, struct slice line, struct record *record)
{
    uint8_t sum = 0;

    if (line.data[0] != ':') {
        return bad_line(reader, "no Intel HEX record: expected ':' at the start of the line");
    }
    if (line.length % 2 == 0 || line.length < 1 + 2 * RECORD_OVERHEAD || line.length > 1 + 2 * RECORD_LIMIT) {
        return bad_line(reader, "Intel HEX record has the wrong length");
    }
    record->size = (line.length - 1) / 2;
    for (size_t i = 0; i < record->size; i++) {
        int high = hex_digit_value(line.data[1 + 2 * i]);
        int low = hex_digit_value(line.data[2 + 2 * i]);

        if (high < 0 || low < 0) {
            return bad_line(reader, "Intel HEX record holds something else than hexadecimal digits");
        }
        record->bytes[i] = (uint8_t)(high * 16 + low);
        sum = (uint8_t)(sum + record->bytes[i]);
    }
    if (record->size != RECORD_OVERHEAD + record->bytes[0]) {
        return bad_line(reader, "Intel HEX record is cut short: its length field does not match");
    }
    return sum == 0 || bad_line(reader, "Intel HEX record has a wrong checksum");
}

/* Records nearly always continue the last one; only a jump opens a new segment. */
static void store(struct reader *reader, uint64_t address, const uint8_t *data, size_t size)
{
    struct intel_hex *hex = reader->hex;
    struct hex_segment *segment = hex->count > 0 ? &hex->items[hex->count - 1] : NULL;

    if (segment == NULL || segment->address + segment->count != address) {
        segment = ARENA_PUSH(reader->arena, hex);
        segment->address = address;
        segment->line = reader->line;
    }
    for (size_t i = 0; i < size; i++) {
        *ARENA_PUSH(reader->arena, segment) = data[i];
    }
}

static bool read_data(struct reader *reader, const struct record *record)
{
    uint64_t offset = (uint64_t)record->bytes[1] << 8 | record->bytes[2];
    const uint8_t *data = record->bytes + 4;
    size_t size = record->bytes[0];

    /* The format lets the 16-bit offset wrap around inside its 64 KiB; no tool writes such records. */
    if (offset + size > 0x10000u) {
        return bad_line(reader, "Intel HEX record crosses a 64 KiB boundary");
    }
    if (size > 0) {
        store(reader, reader->base + offset, data, size);
    }
    return true;
}

static bool read_base(struct reader *reader, const struct record *record, unsigned shift)
{
    if (record->bytes[0] != 2) {
        return bad_line(reader, "Intel HEX address record must hold two bytes");
    }
    reader->base = ((uint64_t)record->bytes[4] << 8 | record->bytes[5]) << shift;
    return true;
}

static bool read_record(struct reader *reader, struct slice line)
{
    struct record record;

    if (reader->ended) {
        return bad_line(reader, "record behind the end record");
    }
    if (!decode(reader, line, &record)) {
        return false;
    }
    switch (record.bytes[3]) {
    case RECORD_DATA:
        return read_data(reader, &record);
    case RECORD_END:
        reader->ended = true;
        return true;
    case RECORD_SEGMENT_ADDRESS:
        return read_base(reader, &record, 4);
    case RECORD_LINEAR_ADDRESS:
        return read_base(reader, &record, 16);
    case RECORD_SEGMENT_START:
    case RECORD_LINEAR_START:
        return true;
    default:
        return bad_line(reader, "Intel HEX record has an unknown type");
    }
}

static int compare_segments(const void *left, const void *right)
{
    const struct hex_segment *a = left;
    const struct hex_segment *b = right;

    return (a->address > b->address) - (a->address < b->address);
}

/* Sorts, refuses overlaps and joins neighbours that touch. */
static bool arrange(struct reader *reader)
{
    struct intel_hex *hex = reader->hex;
    size_t kept = 0;

    if (hex->count > 1) {
        qsort(hex->items, hex->count, sizeof *hex->items, compare_segments);
    }
    for (size_t i = 1; i < hex->count; i++) {
        struct hex_segment *last = &hex->items[kept];
        const struct hex_segment *next = &hex->items[i];

        if (next->address < last->address + last->count) {
            struct origin origin = { hex->source, next->line > last->line ? next->line : last->line, 1 };

            return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin, "address 0x%llx is written twice",
                            (unsigned long long)next->address);
        }
        if (next->address != last->address + last->count) {
            hex->items[++kept] = *next;
            continue;
        }
        for (size_t k = 0; k < next->count; k++) {
            *ARENA_PUSH(reader->arena, last) = next->items[k];
        }
    }
    hex->count = hex->count == 0 ? 0 : kept + 1;
    return true;
}

static struct slice take_line(struct slice *rest)
{
    const char *end = memchr(rest->data, '\n', rest->length);
    struct slice line = { rest->data, end == NULL ? rest->length : (size_t)(end - rest->data) };
    size_t taken = line.length + (end == NULL ? 0 : 1);

    rest->data += taken;
    rest->length -= taken;
    return slice_trim(line);
}

bool intel_hex_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                    struct intel_hex **hex)
{
    struct slice rest = { source->data, source->size };
    struct reader reader = { .arena = arena, .diagnostics = diagnostics };

    reader.hex = arena_alloc(arena, sizeof *reader.hex);
    reader.hex->source = source;
    while (rest.length > 0) {
        struct slice line = take_line(&rest);

        reader.line++;
        if (line.length > 0 && !read_record(&reader, line)) {
            return false;
        }
    }
    if (!reader.ended) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "Intel HEX file is cut short: no end record");
    }
    *hex = reader.hex;
    return arrange(&reader);
}

bool intel_hex_flatten(struct arena *arena, const struct intel_hex *hex, uint8_t fill, struct diagnostics *diagnostics,
                       struct byte_range *flat, uint64_t *address)
{
    const struct hex_segment *last;
    uint64_t size;
    uint8_t *bytes;

    if (hex->count == 0) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(hex->source), "Intel HEX file holds no data");
    }
    last = &hex->items[hex->count - 1];
    *address = hex->items[0].address;
    size = last->address + last->count - *address;
    if (size > INTEL_HEX_FLAT_LIMIT) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(hex->source),
                        "data is spread over %llu bytes (0x%llx to 0x%llx), the most that is filled up is %u",
                        (unsigned long long)size, (unsigned long long)*address,
                        (unsigned long long)(last->address + last->count), INTEL_HEX_FLAT_LIMIT);
    }
    bytes = arena_alloc(arena, (size_t)size);
    memset(bytes, fill, (size_t)size);
    for (size_t i = 0; i < hex->count; i++) {
        memcpy(bytes + (hex->items[i].address - *address), hex->items[i].items, hex->items[i].count);
    }
    *flat = range_of(bytes, (size_t)size);
    return true;
}
