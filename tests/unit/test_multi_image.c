/* dfu_multi_image.bin: written as the scripts of NCS do, read back, and refused where a device would stop. */
#include "image_test.h"

#include "base/attributes.h"
#include "image/cbor_reader.h"
#include "pack/write/multi_image_writer.h"

static bool read(struct context *context, const void *bytes, size_t size, struct multi_image **file)
{
    return multi_image_read(context->arena, source_from_bytes(context->arena, "m.bin", bytes, size),
                            &context->diagnostics, file);
}

/* Header that dfu_multi_image_tool.py of nrfconnect/sdk-nrf (0abc2e61) makes for these three. */
static void test_header_of_the_sdk(void **state)
{
    static const uint8_t wanted[] = { 0x2f, 0x00, 0xa1, 0x63, 0x69, 0x6d, 0x67, 0x83, 0xa2, 0x62, 0x69, 0x64, 0x00,
                                      0x64, 0x73, 0x69, 0x7a, 0x65, 0x1a, 0x00, 0x01, 0x90, 0x00, 0xa2, 0x62, 0x69,
                                      0x64, 0x21, 0x64, 0x73, 0x69, 0x7a, 0x65, 0x1a, 0x00, 0x01, 0x11, 0x70, 0xa2,
                                      0x62, 0x69, 0x64, 0x01, 0x64, 0x73, 0x69, 0x7a, 0x65, 0x17 };
    struct context *context = *state;
    uint8_t *content = arena_alloc(context->arena, 102400);
    const struct multi_image_entry images[] = { { MULTI_IMAGE_APPLICATION, range_of(content, 102400) },
                                                { MULTI_IMAGE_MCUBOOT_S0, range_of(content, 70000) },
                                                { MULTI_IMAGE_NETWORK, range_of(content, 23) } };
    struct multi_image *read_back;
    struct byte_range file;

    assert_true(multi_image_write(context->arena, images, 3, &context->diagnostics, &file));
    assert_int_equal(file.size, sizeof wanted + 102400 + 70000 + 23);
    assert_memory_equal(file.data, wanted, sizeof wanted);
    assert_true(multi_image_recognised(file));
    assert_true(read(context, file.data, file.size, &read_back));
    assert_int_equal(read_back->count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(read_back->items[i].id, images[i].id);
        assert_int_equal(read_back->items[i].bytes.size, images[i].bytes.size);
    }
}

static struct byte_range small_file(struct context *context)
{
    const struct multi_image_entry images[] = { { MULTI_IMAGE_NETWORK, range_of("network", 7) },
                                                { MULTI_IMAGE_APPLICATION, range_of("application", 11) } };
    struct byte_range file;

    assert_true(multi_image_write(context->arena, images, 2, &context->diagnostics, &file));
    return file;
}

static void test_contents_are_in_order(void **state)
{
    struct context *context = *state;
    struct byte_range file = small_file(context);
    struct multi_image *read_back;

    assert_memory_equal(file.data + file.size - 18, "networkapplication", 18);
    assert_true(read(context, file.data, file.size, &read_back));
    assert_memory_equal(read_back->items[0].bytes.data, "network", 7);
    assert_string_equal(multi_image_id_name(read_back->items[0].id), "network core");
    assert_string_equal(multi_image_id_name(2), "other");
}

static void test_cut_files_are_refused(void **state)
{
    struct context *context = *state;
    struct byte_range file = small_file(context);
    struct multi_image *read_back;

    for (size_t size = 0; size < file.size; size++) {
        assert_false(read(context, file.data, size, &read_back));
        assert_int_equal(context->diagnostics.count, 1);
        context->diagnostics.count = 0;
    }
}

/* Where a device stops: subsys/dfu/dfu_multi_image/src/dfu_multi_image.c (18176aa4). */
static void test_what_a_device_refuses(void **state)
{
    static const struct {
        const char *header;
        size_t size;
        const char *said;
    } table[] = {
#define CASE(text, said) { text, sizeof text - 1, said }
        CASE("\xa1\x63img\x80", "lists 0 images"),
        CASE("\xa1\x63img\x91", "lists 17 images"),
        CASE("\xa2\x63img\x81\xa2\x62id\x00\x64size\x01", "the list 'img'"),
        CASE("\xa1\x63"
             "imh\x81\xa2\x62id\x00\x64size\x01",
             "the list 'img'"),
        CASE("\xa1\x63img\xa1", "the list 'img'"),
        CASE("\xa1\x63img\x81\xa2\x64size\x01\x62id\x00", "'id' and 'size'"),
        CASE("\xa1\x63img\x81\xa1\x62id\x00", "'id' and 'size'"),
        CASE("\xa1\x63img\x81\xa3\x62id\x00\x64size\x01\x61x\x00", "'id' and 'size'"),
        CASE("\xa1\x63img\x81\xa2\x62id\x00\x64size\x20", "'id' and 'size'"),
        CASE("\xa1\x63img\x81\xa2\x62id\x00\x64size\x1b\x00\x00\x00\x01\x00\x00\x00\x00", "'id' and 'size'"),
        CASE("\xa1\x63img\x81\xa2\x62id\x1a\x80\x00\x00\x00\x64size\x01", "'id' and 'size'"),
        CASE("\xa1\x63img\x9f\xa2\x62id\x00\x64size\x01\xff", "the list 'img'"),
        CASE("\xa1\x63img\x81\xa2\x62id\x00\x64size\x00", "is empty"),
        CASE("\xa1\x63img\x81\xa2\x62id\x00\x64size\x03", "cut short"),
        CASE("\xa1\x63img\x81\xa2\x62id\x00\x64size\x1a\xff\xff\xff\xff", "cut short"),
        CASE("\xa1\x63img\x81\xa2\x62id\x00\x64size\x01", "1 bytes behind the last image"),
        CASE("\xa1\x63img\x81\xa2\x62id\x00\x64size\x02\x00", "goes on behind the list"),
#undef CASE
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        uint8_t bytes[64];
        struct multi_image *file;

        store_le16(bytes, (uint16_t)table[i].size);
        memcpy(bytes + 2, table[i].header, table[i].size);
        memcpy(bytes + 2 + table[i].size, "ab", 2);
        assert_false(read(context, bytes, table[i].size + 4, &file));
        assert_int_equal(context->diagnostics.count, 1);
        assert_said(context, table[i].said);
    }
}

static void test_what_is_not_written(void **state)
{
    struct context *context = *state;
    struct multi_image_entry images[MULTI_IMAGE_LIMIT + 1];
    struct byte_range file;

    for (size_t i = 0; i < ARRAY_LENGTH(images); i++) {
        images[i] = (struct multi_image_entry){ (int32_t)i, range_of("x", 1) };
    }
    assert_true(multi_image_write(context->arena, images, MULTI_IMAGE_LIMIT, &context->diagnostics, &file));
    assert_false(multi_image_write(context->arena, images, ARRAY_LENGTH(images), &context->diagnostics, &file));
    assert_said(context, "17 images");
    assert_false(multi_image_write(context->arena, images, 0, &context->diagnostics, &file));
    assert_said(context, "0 images");
    images[1].id = 0;
    assert_false(multi_image_write(context->arena, images, 2, &context->diagnostics, &file));
    assert_said(context, "two images with the number 0");
    images[1] = (struct multi_image_entry){ 1, range_of("", 0) };
    assert_false(multi_image_write(context->arena, images, 2, &context->diagnostics, &file));
    assert_said(context, "image 1 of a multi-image file has 0 bytes");
}

/* Numbers of RFC 8949, appendix A. */
static void test_numbers(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        bool fits;
        int32_t value;
    } table[] = {
        { "\x17", 1, true, 23 },
        { "\x18\x18", 2, true, 24 },
        { "\x18\x00", 2, true, 0 },
        { "\x19\x03\xe8", 3, true, 1000 },
        { "\x1a\x7f\xff\xff\xff", 5, true, INT32_MAX },
        { "\x1a\x80\x00\x00\x00", 5, false, 0 },
        { "\x20", 1, true, -1 },
        { "\x3a\x7f\xff\xff\xff", 5, true, INT32_MIN },
        { "\x3a\x80\x00\x00\x00", 5, false, 0 },
        { "\x3b\xff\xff\xff\xff\xff\xff\xff\xff", 9, false, 0 },
        { "\x1c", 1, false, 0 },
        { "\x18", 1, false, 0 },
        { "\xf4", 1, false, 0 },
        { "\x61\x31", 2, false, 0 },
        { "", 0, false, 0 },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct cbor_reader reader = { range_of(table[i].bytes, table[i].size), 0 };
        int32_t value = 0;

        assert_int_equal(cbor_take_int32(&reader, &value), table[i].fits);
        assert_int_equal(value, table[i].value);
        assert_int_equal(reader.at, table[i].fits ? table[i].size : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_header_of_the_sdk),     WITH_CONTEXT(test_contents_are_in_order),
        WITH_CONTEXT(test_cut_files_are_refused), WITH_CONTEXT(test_what_a_device_refuses),
        WITH_CONTEXT(test_what_is_not_written),   cmocka_unit_test(test_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
