/* Intel HEX: what is read, what is refused with its line, and that reading what was written gives the same
 * bytes. */
#include "image_test.h"

#include "base/attributes.h"
#include "image/intel_hex.h"
#include "sign/firmware.h"

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
    assert_int_equal(hex->items[0].count, 4);
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
        { ":02FFFF00AABB9B\n" END, 1, "64 KiB" },
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

static void test_written_text_reads_back(void **state)
{
    static const uint64_t addresses[] = { 0, 0x10200, 0xfff1, 0x1fff0, 0x01008600 };
    struct context *context = *state;
    uint8_t bytes[300];

    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 7);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(addresses); i++) {
        struct byte_range text, flat;
        struct intel_hex *hex;
        uint64_t address;

        assert_true(hex_write(context->arena, addresses[i], range_of(bytes, sizeof bytes), &text));
        assert_true(read(context, (const char *)text.data, &hex));
        assert_true(intel_hex_flatten(context->arena, hex, 0xff, &context->diagnostics, &flat, &address));
        assert_int_equal(address, addresses[i]);
        assert_int_equal(flat.size, sizeof bytes);
        assert_memory_equal(flat.data, bytes, sizeof bytes);
    }
    struct byte_range text;

    assert_false(hex_write(context->arena, 0xffffffff, range_of(bytes, 2), &text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_segments_are_sorted_and_joined),
        WITH_CONTEXT(test_extended_addresses),
        WITH_CONTEXT(test_refused_with_line),
        WITH_CONTEXT(test_sparse_files_do_not_fill_memory),
        WITH_CONTEXT(test_written_text_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
