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

/* How the base address was set, which decides what a record does that reaches the end of its 64 KiB. */
enum base_kind { BASE_LINEAR, BASE_SEGMENT };

struct reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct intel_hex *hex;
    uint32_t line;
    enum base_kind base_kind;
    uint64_t base; /* of the last extended address record */
    uint8_t *free; /* where the next data byte goes: one block as large as the file's data can be */
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
    size_t at = 0;

    /* What the reader skips in front of a record. */
    while (range_u8(bytes, at, &first) && first != '\0' && strchr(" \t\r\n", first) != NULL) {
        at++;
    }
    return range_u8(bytes, at, &first) && range_u8(bytes, at + 1, &second) && first == ':' &&
           hex_digit_value((char)second) >= 0;
}

/* Value of a digit plus one, so that 0 is no digit: a table, because a file is nothing but digits. */
static const uint8_t digit_values[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
    ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

static bool decode(const struct reader *reader, struct slice line, struct record *record)
{
    const uint8_t *digits = (const uint8_t *)line.data + 1;
    uint8_t sum = 0;

    if (line.data[0] != ':') {
        return bad_line(reader, "no Intel HEX record: expected ':' at the start of the line");
    }
    if (line.length % 2 == 0 || line.length < 1 + 2 * RECORD_OVERHEAD || line.length > 1 + 2 * RECORD_LIMIT) {
        return bad_line(reader, "Intel HEX record has the wrong length");
    }
    record->size = (line.length - 1) / 2;
    for (size_t i = 0; i < record->size; i++) {
        unsigned high = digit_values[digits[2 * i]];
        unsigned low = digit_values[digits[2 * i + 1]];

        if (high == 0 || low == 0) {
            return bad_line(reader, "Intel HEX record holds something else than hexadecimal digits");
        }
        record->bytes[i] = (uint8_t)((high - 1) * 16 + low - 1);
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

    if (segment == NULL || hex_segment_end(segment) != address) {
        segment = ARENA_PUSH(reader->arena, hex);
        *segment = (struct hex_segment){ address, reader->line, range_of(reader->free, 0) };
    }
    memcpy(reader->free, data, size);
    reader->free += size;
    segment->bytes.size += size;
}

static bool read_data(struct reader *reader, const struct record *record)
{
    uint64_t offset = (uint64_t)record->bytes[1] << 8 | record->bytes[2];
    size_t size = record->bytes[0];

    /* By Intel's text (Hexadecimal Object File Format Specification, revision A) such a record wraps around inside its
     * segment; intelhex and imgtool go on behind it. A file that they read in two ways is in one of them a wrong one. */
    if (reader->base_kind == BASE_SEGMENT && offset + size > 0x10000u) {
        return bad_line(reader, "Intel HEX record crosses the end of its 64 KiB segment");
    }
    if (reader->base + offset + size > (uint64_t)UINT32_MAX + 1) {
        return bad_line(reader, "Intel HEX record crosses the end of the 32-bit addresses");
    }
    if (size > 0) {
        store(reader, reader->base + offset, record->bytes + 4, size);
    }
    return true;
}

static bool is_sized(const struct reader *reader, const struct record *record, size_t size)
{
    return (record->bytes[0] == size && record->bytes[1] == 0 && record->bytes[2] == 0) ||
           bad_line(reader, size == 2 ? "Intel HEX address record must hold two bytes, at offset 0"
                                      : "Intel HEX start address record must hold four bytes, at offset 0");
}

static bool read_base(struct reader *reader, const struct record *record, enum base_kind kind)
{
    if (!is_sized(reader, record, 2)) {
        return false;
    }
    reader->base_kind = kind;
    reader->base = ((uint64_t)record->bytes[4] << 8 | record->bytes[5]) << (kind == BASE_SEGMENT ? 4 : 16);
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
        /* Some linkers put their start address into the offset. */
        reader->ended = true;
        return record.bytes[0] == 0 || bad_line(reader, "Intel HEX end record must be empty");
    case RECORD_SEGMENT_ADDRESS:
        return read_base(reader, &record, BASE_SEGMENT);
    case RECORD_LINEAR_ADDRESS:
        return read_base(reader, &record, BASE_LINEAR);
    case RECORD_SEGMENT_START:
    case RECORD_LINEAR_START:
        return is_sized(reader, &record, 4);
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

static bool overlap(const struct reader *reader, const struct hex_segment *last, const struct hex_segment *next)
{
    struct origin origin = { reader->hex->source, next->line > last->line ? next->line : last->line, 1 };

    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin, "address 0x%llx is written twice",
                    (unsigned long long)next->address);
}

/* One segment of `count` that touch each other. */
static struct hex_segment join(struct arena *arena, const struct hex_segment *segments, size_t count)
{
    uint64_t size = hex_segment_end(&segments[count - 1]) - segments[0].address;
    struct hex_segment joined = segments[0];
    uint8_t *bytes;

    if (count == 1) {
        return joined;
    }
    bytes = arena_alloc(arena, (size_t)size);
    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + (segments[i].address - joined.address), segments[i].bytes.data, segments[i].bytes.size);
    }
    joined.bytes = range_of(bytes, (size_t)size);
    return joined;
}

/* Sorts, refuses overlaps and joins neighbours that touch. */
static bool arrange(struct reader *reader)
{
    struct intel_hex *hex = reader->hex;
    size_t kept = 0, first = 0;

    if (hex->count > 1) {
        qsort(hex->items, hex->count, sizeof *hex->items, compare_segments);
    }
    for (size_t i = 1; i <= hex->count; i++) {
        const struct hex_segment *last = &hex->items[i - 1];
        const struct hex_segment *next = i < hex->count ? &hex->items[i] : NULL;

        if (next != NULL && next->address < hex_segment_end(last)) {
            return overlap(reader, last, next);
        }
        if (next == NULL || next->address != hex_segment_end(last)) {
            hex->items[kept++] = join(reader->arena, &hex->items[first], i - first);
            first = i;
        }
    }
    hex->count = kept;
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
    reader.free = arena_alloc(arena, source->size / 2);
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
