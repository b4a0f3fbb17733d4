/* Intel HEX: what is read, what is refused with its line, and that reading what was written gives the same
 * bytes. */
#include "image_test.h"

#include "base/attributes.h"
#include "image/intel_hex.h"
#include "sign/hex_writer.h"

#define END ":00000001FF\n"

static bool read(struct context *context, const char *text, struct intel_hex **hex)
{
    const struct source *source = source_from_bytes(context->arena, "x.hex", text, strlen(text));

    return intel_hex_read(context->arena, source, &context->diagnostics, hex);
}

static void test_segments_are_sorted_and_joined(void **state)
{
    struct context *context = *state;
    struct byte_range flat;
    struct intel_hex *hex;
    uint64_t address;

    assert_true(read(context, ":020012000304E5\r\n:020010000102EB\n\n:020020000506D3\n" END, &hex));
    assert_int_equal(hex->count, 2);
    assert_int_equal(hex->items[0].address, 0x10);
    assert_int_equal(hex->items[0].bytes.size, 4);
    assert_true(intel_hex_flatten(context->arena, hex, 0xff, &context->diagnostics, &flat, &address));
    assert_int_equal(address, 0x10);
    assert_int_equal(flat.size, 0x12);
    assert_memory_equal(flat.data, "\x01\x02\x03\x04\xff", 5);
    assert_memory_equal(flat.data + 0x10, "\x05\x06", 2);
}

static void test_extended_addresses(void **state)
{
    struct context *context = *state;
    struct intel_hex *hex;

    assert_true(read(context, ":020000040101F8\n:01020000AA53\n" END, &hex));
    assert_int_equal(hex->items[0].address, 0x01010200);
    assert_true(read(context, ":020000021000EC\n:01020000AA53\n" END, &hex));
    assert_int_equal(hex->items[0].address, 0x10200);
    assert_true(read(context, ":0400000500010201F3\n:01020000AA53\n" END, &hex));
    assert_int_equal(hex->items[0].address, 0x200);
}

static void test_refused_with_line(void **state)
{
    static const struct {
        const char *text;
        uint32_t line;
        const char *said;
    } table[] = {
        { ":01020000AA54\n" END, 1, "wrong checksum" },
        { ":01020000AA53\nxyz\n" END, 2, "expected ':'" },
        { ":01020000AG53\n" END, 1, "hexadecimal digits" },
        { ":01020000A\n" END, 1, "wrong length" },
        { ":02020000AA52\n" END, 1, "cut short" },
        { ":0102000AAA49\n" END, 1, "unknown type" },
        { ":01020000AA53\n\n:01020000BB42\n" END, 3, "written twice" },
        { END ":01020000AA53\n", 2, "behind the end record" },
        { ":020000021000EC\n:02FFFF00AABB9B\n" END, 2, "64 KiB segment" },
        { ":02000004FFFFFC\n:02FFFF00AABB9B\n" END, 2, "32-bit addresses" },
        { ":020001040000F9\n" END, 1, "at offset 0" },
        { ":03000005000102F5\n" END, 1, "four bytes" },
        { ":0100000100FE\n", 1, "must be empty" },
        { ":0100000401FA\n" END, 1, "must hold two bytes" },
        { ":01020000AA53\n", 0, "no end record" },
        { "", 0, "no end record" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct intel_hex *hex;

        assert_false(read(context, table[i].text, &hex));
        assert_int_equal(context->diagnostics.items[0].origin.line, table[i].line);
        assert_said(context, table[i].said);
    }
}

static void test_sparse_files_do_not_fill_memory(void **state)
{
    struct context *context = *state;
    struct byte_range flat;
    struct intel_hex *hex;
    uint64_t address;

    assert_true(read(context, ":01000000AA55\n:02000004FFFFFC\n:01FFFF00AA57\n" END, &hex));
    assert_int_equal(hex->count, 2);
    assert_false(intel_hex_flatten(context->arena, hex, 0xff, &context->diagnostics, &flat, &address));
    assert_said(context, "spread over");
    assert_true(read(context, END, &hex));
    assert_false(intel_hex_flatten(context->arena, hex, 0xff, &context->diagnostics, &flat, &address));
    assert_said(context, "no data");
}

static void test_gaps(void **state)
{
    struct context *context = *state;
    uint64_t address, size;
    struct intel_hex *hex;

    assert_true(read(context, ":01000000AA55\n:01001000AA45\n:01100000AA45\n" END, &hex));
    assert_true(intel_hex_largest_gap(hex, &address, &size));
    assert_int_equal(address, 0x11);
    assert_int_equal(size, 0x1000 - 0x11);
    assert_true(read(context, ":01000000AA55\n" END, &hex));
    assert_false(intel_hex_largest_gap(hex, &address, &size));
}

/* A linear address counts on; only a segment (02) ends at 64 KiB. */
static void test_record_over_64_kib(void **state)
{
    struct context *context = *state;
    struct intel_hex *hex;

    assert_true(read(context, ":020000040001F9\n:02FFFF00AABB9B\n:020000040002F8\n:010001000DF1\n" END, &hex));
    assert_int_equal(hex->count, 1);
    assert_int_equal(hex->items[0].address, 0x1ffff);
    assert_int_equal(hex->items[0].bytes.size, 3);
    assert_memory_equal(hex->items[0].bytes.data, "\xaa\xbb\x0d", 3);
}

static void test_backwards(void **state)
{
    struct context *context = *state;
    struct intel_hex *hex;

    assert_true(read(context, ":0100030004F8\n:0100020003FA\n:0100010002FC\n:0100000001FE\n" END, &hex));
    assert_int_equal(hex->count, 1);
    assert_memory_equal(hex->items[0].bytes.data, "\x01\x02\x03\x04", 4);
}

static void expect_text(struct context *context, const struct hex_part *parts, size_t count,
                                         const char *expected)
{
    struct byte_range text;

    assert_true(hex_write(context->arena, parts, count, &text));
    assert_string_equal((const char *)text.data, expected);
    assert_int_equal(text.size, strlen(expected));
}

/* Expected texts: python3-intelhex 2.3.0. */
static void test_written_text(void **state)
{
    static const uint8_t bytes[40] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 };
    const struct hex_part low[] = { { 0, range_of(bytes, 19) } };
    const struct hex_part over[] = { { 0xfffe, range_of(bytes, 4) } };
    const struct hex_part islands[] = { { 0x10200, range_of(bytes, 3) },
                                        { 0x10210, range_of(bytes, 0) },
                                        { 0x1ffe8, range_of(bytes, 8) },
                                        { 0x1fff0, range_of(bytes, 16) } };
    const struct hex_part touching[] = { { 0xfff0, range_of(bytes, 15) }, { 0xffff, range_of(bytes, 1) } };

    expect_text(*state, low, 1, ":100000000102030405060708090A0B0C0D0E0F1068\n:03001000111213B7\n" END);
    expect_text(*state, over, 1, ":020000040000FA\n:02FFFE000102FE\n:020000040001F9\n:020000000304F7\n" END);
    expect_text(*state, islands, 4,
                ":020000040001F9\n:03020000010203F5\n"
                ":10FFE800010203040506070801020304050607" "08C1\n"
                ":08FFF800090A0B0C0D0E0F109D\n" END);
    expect_text(*state, touching, 2, ":10FFF0000102030405060708090A0B0C0D0E0F0188\n" END);
    expect_text(*state, low, 0, END);
}

static void test_written_text_reads_back(void **state)
{
    static const uint64_t addresses[] = { 0, 0x10200, 0xfff1, 0x1fff0, 0x01008600, 0xfffffed4 };
    struct context *context = *state;
    uint8_t bytes[300];

    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 7);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(addresses); i++) {
        const struct hex_part part = { addresses[i], range_of(bytes, sizeof bytes) };
        struct byte_range text, flat;
        struct intel_hex *hex;
        uint64_t address;

        assert_true(hex_write(context->arena, &part, 1, &text));
        assert_true(read(context, (const char *)text.data, &hex));
        assert_true(intel_hex_flatten(context->arena, hex, 0xff, &context->diagnostics, &flat, &address));
        assert_int_equal(address, addresses[i]);
        assert_int_equal(flat.size, sizeof bytes);
        assert_memory_equal(flat.data, bytes, sizeof bytes);
    }
}

static void test_no_text_beyond_32_bits(void **state)
{
    const struct hex_part beyond = { 0xffffffff, range_of("ab", 2) };
    const struct hex_part far = { 0x100000000, range_of("a", 1) };
    struct context *context = *state;
    struct byte_range text;

    assert_false(hex_write(context->arena, &beyond, 1, &text));
    assert_false(hex_write(context->arena, &far, 1, &text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_segments_are_sorted_and_joined),
        WITH_CONTEXT(test_extended_addresses),
        WITH_CONTEXT(test_refused_with_line),
        WITH_CONTEXT(test_sparse_files_do_not_fill_memory),
        WITH_CONTEXT(test_gaps),
        WITH_CONTEXT(test_record_over_64_kib),
        WITH_CONTEXT(test_backwards),
        WITH_CONTEXT(test_written_text),
        WITH_CONTEXT(test_written_text_reads_back),
        WITH_CONTEXT(test_no_text_beyond_32_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
