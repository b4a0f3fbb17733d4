/* The zip archives of packages: written reproducibly, read back, and refused when they are damaged or too
 * large. */
#define _XOPEN_SOURCE 700
#include "image_test.h"

#include <stdlib.h>
#include <time.h>
#include "base/attributes.h"
#include "image/dfu_zip.h"
#include "nrf53pack/bytes.h"
#include "pack/write/zip_writer.h"

static const struct zip_input files[] = {
    { "net.bin", { (const uint8_t *)"network", 7 } },
    { "app.bin", { (const uint8_t *)"application", 11 } },
    { "manifest.json", { (const uint8_t *)"{}", 2 } },
};

static struct byte_range write(struct context *context, int64_t seconds)
{
    struct byte_range zip;

    assert_true(zip_write(context->arena, files, ARRAY_LENGTH(files), seconds, &context->diagnostics, &zip));
    return zip;
}

static bool read(struct context *context, const void *bytes, size_t size, struct dfu_zip **zip)
{
    const struct source *source = source_from_bytes(context->arena, "p.zip", bytes, size);

    return dfu_zip_read(context->arena, source, &context->diagnostics, zip);
}

static void test_reads_what_was_written(void **state)
{
    struct context *context = *state;
    struct byte_range bytes = write(context, 1000000000);
    struct dfu_zip *zip;

    assert_true(dfu_zip_recognised(bytes));
    assert_true(read(context, bytes.data, bytes.size, &zip));
    assert_int_equal(zip->count, 3);
    for (size_t i = 0; i < zip->count; i++) {
        assert_string_equal(zip->items[i].name, files[i].name);
        assert_true(zip->items[i].stored);
        assert_int_equal(zip->items[i].source->size, files[i].bytes.size);
        assert_memory_equal(zip->items[i].source->data, files[i].bytes.data, files[i].bytes.size);
    }
    assert_string_equal(dfu_zip_find(zip, "net.bin")->source->name, "p.zip:net.bin");
    assert_null(dfu_zip_find(zip, "net"));
}

/* DOS time and date of the first entry. */
static uint32_t dos_time(struct byte_range zip)
{
    return (uint32_t)load_le16(zip.data + 12) << 16 | load_le16(zip.data + 10);
}

static uint32_t dos(unsigned year, unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned second)
{
    return (year - 1980) << 25 | month << 21 | day << 16 | hour << 11 | minute << 5 | second / 2;
}

static void test_times_are_utc(void **state)
{
    struct context *context = *state;

    assert_int_equal(dos_time(write(context, 1000000000)), dos(2001, 9, 9, 1, 46, 40));
    assert_int_equal(dos_time(write(context, 951782399)), dos(2000, 2, 28, 23, 59, 58));
    assert_int_equal(dos_time(write(context, 951782400)), dos(2000, 2, 29, 0, 0, 0));
    assert_int_equal(dos_time(write(context, 4107542400)), dos(2100, 3, 1, 0, 0, 0));
    assert_int_equal(dos_time(write(context, 0)), dos(1980, 1, 1, 0, 0, 0));
    assert_int_equal(dos_time(write(context, INT64_MAX)), dos(2107, 12, 31, 23, 59, 58));
}

/* 2024-03-31 01:30 UTC and 02:30 UTC: the second is a local time that Berlin does not have. */
static void test_bytes_do_not_depend_on_the_time_zone(void **state)
{
    static const char *const zones[] = { "UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC-14" };
    static const int64_t times[] = { 1711848600, 1711852200, 1000000000 };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(times); i++) {
        struct byte_range first = { 0 };

        for (size_t k = 0; k < ARRAY_LENGTH(zones); k++) {
            struct byte_range zip;

            assert_int_equal(setenv("TZ", zones[k], 1), 0);
            tzset();
            zip = write(context, times[i]);
            first = k == 0 ? zip : first;
            assert_int_equal(zip.size, first.size);
            assert_memory_equal(zip.data, first.data, first.size);
        }
    }
    assert_int_equal(unsetenv("TZ"), 0);
    tzset();
}

static void test_cut_archives_are_refused(void **state)
{
    struct context *context = *state;
    struct byte_range bytes = write(context, 0);
    struct dfu_zip *zip;

    for (size_t size = 0; size < bytes.size; size++) {
        assert_false(read(context, bytes.data, size, &zip));
        assert_true(context->diagnostics.count > 0);
        context->diagnostics.count = 0;
    }
}

static void test_damaged_contents_are_refused(void **state)
{
    struct context *context = *state;
    struct byte_range bytes = write(context, 0);
    uint8_t *copy = arena_alloc(context->arena, bytes.size);
    struct dfu_zip *zip;

    memcpy(copy, bytes.data, bytes.size);
    copy[30 + strlen("net.bin")] ^= 1; /* first byte of the first entry */
    assert_false(read(context, copy, bytes.size, &zip));
    assert_said(context, "entry 'net.bin'");
}

/* A directory that promises a gigabyte, in a file of a few hundred bytes. */
static void test_promised_sizes_are_limited(void **state)
{
    struct context *context = *state;
    struct byte_range bytes = write(context, 0);
    uint8_t *copy = arena_alloc(context->arena, bytes.size);
    size_t central = load_le32(bytes.data + bytes.size - 22 + 16);
    struct dfu_zip *zip;

    memcpy(copy, bytes.data, bytes.size);
    store_le32(copy + central + 24, 0x40000000);
    store_le32(copy + 22, 0x40000000);
    assert_false(read(context, copy, bytes.size, &zip));
    context->diagnostics.count = 0;
    assert_false(read(context, "PK\3\4", 4, &zip));
    assert_said(context, "zip");
}

/* libzip writes no such archive: the second name is changed into the first. */
static void test_equal_names_are_named(void **state)
{
    static const struct zip_input twins[] = { { "one.bin", { (const uint8_t *)"1", 1 } },
                                              { "two.bin", { (const uint8_t *)"2", 1 } } };
    struct context *context = *state;
    struct byte_range bytes;
    struct dfu_zip *zip;
    uint8_t *copy;

    assert_true(zip_write(context->arena, twins, ARRAY_LENGTH(twins), 0, &context->diagnostics, &bytes));
    copy = arena_alloc(context->arena, bytes.size);
    memcpy(copy, bytes.data, bytes.size);
    for (size_t i = 0; i + 3 < bytes.size; i++) {
        if (memcmp(copy + i, "two", 3) == 0) {
            memcpy(copy + i, "one", 3);
        }
    }
    assert_false(read(context, copy, bytes.size, &zip));
    assert_said(context, "two entries have the same name");
}

/* One change to an archive of one byte "x" named a.bin, at the offset of its header, its directory entry or its end. */
enum place { IN_HEADER, IN_DIRECTORY, IN_END };

struct change {
    enum place place;
    unsigned offset;
    uint8_t value;
};

static void test_archives_that_are_read_in_different_ways(void **state)
{
    static const struct {
        struct change changes[2];
        const char *said;
    } table[] = {
        { { { IN_HEADER, 30, 'b' }, { IN_HEADER, 30, 'b' } }, "header that says something else" },
        { { { IN_HEADER, 22, 2 }, { IN_HEADER, 22, 2 } }, "header that says something else" },
        { { { IN_HEADER, 14, 0 }, { IN_HEADER, 15, 0 } }, "header that says something else" },
        { { { IN_HEADER, 8, 8 }, { IN_HEADER, 8, 8 } }, "header that says something else" },
        { { { IN_HEADER, 0, 'X' }, { IN_HEADER, 0, 'P' } }, NULL },
        { { { IN_DIRECTORY, 42, 1 }, { IN_DIRECTORY, 42, 1 } }, "does not lie behind the one before it" },
        { { { IN_DIRECTORY, 0, 'X' }, { IN_DIRECTORY, 0, 'X' } }, "directory is damaged" },
        { { { IN_DIRECTORY, 8, 1 }, { IN_HEADER, 6, 1 } }, "'a.bin' is encrypted" },
        { { { IN_DIRECTORY, 8, 8 }, { IN_HEADER, 6, 8 } }, "stored with its size behind it" },
        { { { IN_DIRECTORY, 10, 12 }, { IN_HEADER, 8, 12 } }, "neither stored nor deflated" },
        { { { IN_DIRECTORY, 46, 0xff }, { IN_HEADER, 30, 0xff } }, "no UTF-8" },
        { { { IN_DIRECTORY, 47, 0 }, { IN_HEADER, 31, 0 } }, "zero byte in its name" },
        { { { IN_DIRECTORY, 20, 2 }, { IN_HEADER, 18, 2 } }, "belong to no entry" },
        { { { IN_END, 4, 1 }, { IN_END, 4, 1 } }, "several volumes" },
        { { { IN_END, 8, 2 }, { IN_END, 8, 2 } }, "several volumes" },
        { { { IN_END, 8, 2 }, { IN_END, 10, 2 } }, "directory is damaged" },
        { { { IN_END, 8, 0 }, { IN_END, 10, 0 } }, "belong to no entry" },
        { { { IN_END, 12, 1 }, { IN_END, 12, 1 } }, "belong to no entry" },
        { { { IN_END, 20, 1 }, { IN_END, 20, 1 } }, "something behind it" },
    };
    static const struct zip_input one = { "a.bin", { (const uint8_t *)"x", 1 } };
    struct context *context = *state;
    struct byte_range bytes;
    struct dfu_zip *zip;

    assert_true(zip_write(context->arena, &one, 1, 0, &context->diagnostics, &bytes));
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        uint8_t *copy = arena_alloc(context->arena, bytes.size);
        const size_t places[] = { 0, load_le32(bytes.data + bytes.size - 22 + 16), bytes.size - 22 };

        memcpy(copy, bytes.data, bytes.size);
        for (size_t k = 0; k < 2; k++) {
            copy[places[table[i].changes[k].place] + table[i].changes[k].offset] = table[i].changes[k].value;
        }
        assert_int_equal(read(context, copy, bytes.size, &zip), table[i].said == NULL);
        assert_int_equal(context->diagnostics.count, table[i].said != NULL);
        if (table[i].said != NULL) {
            assert_said(context, table[i].said);
        }
    }
}

static void test_bytes_that_belong_to_nothing(void **state)
{
    struct context *context = *state;
    struct byte_range bytes = write(context, 0);
    uint8_t *copy = arena_alloc(context->arena, bytes.size + 4);
    struct dfu_zip *zip;

    memcpy(copy, bytes.data, bytes.size);
    assert_false(read(context, copy, bytes.size + 4, &zip));
    assert_said(context, "something behind it");
    memcpy(copy + 4, bytes.data, bytes.size);
    memcpy(copy, "PK\3\4", 4);
    assert_false(read(context, copy, bytes.size + 4, &zip));
    assert_said(context, "belong to no entry");
}

/* Sizes of 0xffffffff say that the real ones stand elsewhere. */
static void test_zip64_is_refused(void **state)
{
    struct context *context = *state;
    struct byte_range bytes = write(context, 0);
    uint8_t *copy = arena_alloc(context->arena, bytes.size);
    size_t central = load_le32(bytes.data + bytes.size - 22 + 16);
    struct dfu_zip *zip;

    memcpy(copy, bytes.data, bytes.size);
    store_le32(copy + central + 24, UINT32_MAX);
    assert_false(read(context, copy, bytes.size, &zip));
    assert_said(context, "zip64");
    memcpy(copy, bytes.data, bytes.size);
    store_le32(copy + bytes.size - 22 + 16, UINT32_MAX);
    assert_false(read(context, copy, bytes.size, &zip));
    assert_said(context, "zip64");
}

static void test_too_many_entries(void **state)
{
    struct context *context = *state;
    struct zip_input many[DFU_ZIP_ENTRY_LIMIT + 1];
    struct byte_range bytes;
    struct dfu_zip *zip;

    for (size_t i = 0; i < ARRAY_LENGTH(many); i++) {
        many[i] = (struct zip_input){ arena_printf(context->arena, "%zu.bin", i), range_of("x", 1) };
    }
    assert_true(zip_write(context->arena, many, ARRAY_LENGTH(many), 0, &context->diagnostics, &bytes));
    assert_false(read(context, bytes.data, bytes.size, &zip));
    assert_said(context, "65 entries");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_reads_what_was_written),
        WITH_CONTEXT(test_times_are_utc),
        WITH_CONTEXT(test_bytes_do_not_depend_on_the_time_zone),
        WITH_CONTEXT(test_cut_archives_are_refused),
        WITH_CONTEXT(test_damaged_contents_are_refused),
        WITH_CONTEXT(test_promised_sizes_are_limited),
        WITH_CONTEXT(test_equal_names_are_named),
        WITH_CONTEXT(test_too_many_entries),
        WITH_CONTEXT(test_archives_that_are_read_in_different_ways),
        WITH_CONTEXT(test_bytes_that_belong_to_nothing),
        WITH_CONTEXT(test_zip64_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
