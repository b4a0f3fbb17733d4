/* The trailer that --pad, --test and --confirm write: where its islands lie, and what the padded file is. */
#include "image_test.h"

#include "sign/trailer_writer.h"

#define SLOT 0x4000u

static const uint8_t magic_8[] = { 0x77, 0xc2, 0x95, 0xf3, 0x60, 0xd2, 0xef, 0x7f,
                                   0x35, 0x52, 0x50, 0x0f, 0x2c, 0xb6, 0x79, 0x80 };

/* Positions as imgtool 2.4.0 writes them: image_ok 24, 32 and 64 bytes before the end. */
static void test_places(void **state)
{
    static const struct {
        uint32_t align;
        uint32_t max_align;
        uint32_t before_end;
        uint32_t size;
    } table[] = { { 1, 0, 24, 8 },   { 4, 0, 24, 8 },   { 8, 16, 32, 16 },
                  { 16, 0, 32, 16 }, { 32, 0, 64, 32 }, { 32, 8, 24, 8 } };
    struct context *context = *state;

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct imgtool_slot slot = { .slot_size = SLOT,
                                           .align = table[i].align,
                                           .max_align = table[i].max_align };
        struct hex_part islands[TRAILER_ISLANDS];

        assert_int_equal(trailer_islands(context->arena, &slot, 0xff, TRAILER_CONFIRM, islands), 2);
        assert_int_equal(islands[0].address, SLOT - table[i].before_end);
        assert_int_equal(islands[0].bytes.size, table[i].size);
        assert_int_equal(islands[0].bytes.data[0], 0x01);
        assert_int_equal(islands[0].bytes.data[1], 0xff);
        assert_int_equal(islands[1].address, SLOT - 16);
        assert_int_equal(islands[1].bytes.size, 16);
    }
}

static void test_magic_names_the_alignment(void **state)
{
    struct imgtool_slot slot = { .slot_size = SLOT, .align = 4 };
    struct context *context = *state;
    struct hex_part islands[TRAILER_ISLANDS];

    assert_int_equal(trailer_islands(context->arena, &slot, 0xff, TRAILER_MAGIC, islands), 1);
    assert_memory_equal(islands[0].bytes.data, magic_8, 16);
    slot.align = 32;
    assert_int_equal(trailer_islands(context->arena, &slot, 0xff, TRAILER_MAGIC, islands), 1);
    assert_memory_equal(islands[0].bytes.data, "\x20\x00\x2d\xe1\x5d\x29\x41\x0b\x8d\x77\x67\x9c\x11\x0f\x1f\x8a", 16);
}

static void test_marks(void **state)
{
    struct imgtool_slot slot = { .slot_size = SLOT, .align = 4 };
    struct context *context = *state;
    struct hex_part islands[TRAILER_ISLANDS];

    assert_int_equal(trailer_islands(context->arena, &slot, 0, TRAILER_TEST, islands), 2);
    assert_memory_equal(islands[0].bytes.data, "\0\0\0\0\0\0\0\0", 8);
    assert_int_equal(trailer_islands(context->arena, &slot, 0, TRAILER_CONFIRM, islands), 2);
    assert_memory_equal(islands[0].bytes.data, "\1\0\0\0\0\0\0\0", 8);
    slot.overwrite_only = true;
    assert_int_equal(trailer_islands(context->arena, &slot, 0xff, TRAILER_CONFIRM, islands), 1);
    assert_int_equal(islands[0].address, SLOT - 16);
}

static void test_padded_file(void **state)
{
    const struct imgtool_slot slot = { .slot_size = SLOT, .align = 4 };
    struct context *context = *state;
    struct byte_range padded = image_pad(context->arena, range_of("image", 5), &slot, 0xff, TRAILER_CONFIRM);

    assert_int_equal(padded.size, SLOT);
    assert_memory_equal(padded.data, "image", 5);
    for (size_t i = 5; i < SLOT - 24; i++) {
        assert_int_equal(padded.data[i], 0xff);
    }
    assert_memory_equal(padded.data + SLOT - 24, "\x01\xff\xff\xff\xff\xff\xff\xff", 8);
    assert_memory_equal(padded.data + SLOT - 16, magic_8, 16);
    padded = image_pad(context->arena, range_of("image", 5), &slot, 0, TRAILER_MAGIC);
    assert_int_equal(padded.data[5], 0);
    assert_int_equal(padded.data[SLOT - 24], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_places),
        WITH_CONTEXT(test_magic_names_the_alignment),
        WITH_CONTEXT(test_marks),
        WITH_CONTEXT(test_padded_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
