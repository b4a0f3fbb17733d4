/* The words and letters of the memory map and the HTML report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "report/layout/layout_report.h"
#include "report/style/html_text.h"

static int setup(void **state)
{
    *state = arena_create();
    return 0;
}

static int teardown(void **state)
{
    arena_destroy(*state);
    return 0;
}

static void sizes_are_read_easily(void **state)
{
    assert_string_equal(layout_size_text(*state, 0), "0 bytes");
    assert_string_equal(layout_size_text(*state, 1), "1 byte");
    assert_string_equal(layout_size_text(*state, 1023), "1023 bytes");
    assert_string_equal(layout_size_text(*state, 1024), "1 KiB");
    assert_string_equal(layout_size_text(*state, 0xe7e00), "927.5 KiB");
    assert_string_equal(layout_size_text(*state, 0x100000), "1 MiB");
    assert_string_equal(layout_size_text(*state, 0x6d8000), "7008 KiB");
    assert_string_equal(layout_size_text(*state, UINT64_MAX), "18014398509481983.9 KiB");
}

static void percents_do_not_flatter(void **state)
{
    (void)state;
    assert_int_equal(layout_percent(0, 100), 0);
    assert_int_equal(layout_percent(1, 1000000), 1); /* something is never nothing */
    assert_int_equal(layout_percent(999, 1000), 99); /* nearly full is not full */
    assert_int_equal(layout_percent(1000, 1000), 100);
    assert_int_equal(layout_percent(1001, 1000), 101);
    assert_int_equal(layout_percent(5, 0), 0);
    assert_int_equal(layout_percent(UINT64_MAX / 2, UINT64_MAX), 50);
}

static const char *escaped(struct arena *arena, const char *words)
{
    struct text out = text_create(arena, 4096);

    html_text(&out, words);
    return out.data;
}

static void text_cannot_become_an_element(void **state)
{
    assert_string_equal(escaped(*state, "<script>&\"'"), "&lt;script&gt;&amp;&quot;'");
    assert_string_equal(escaped(*state, "a\nb\tc"), "a\nb\tc");
    assert_string_equal(escaped(*state, "\x1b[31m\x7f\x01"), "?[31m??");
    assert_string_equal(escaped(*state, "\xc2\x9b"), "?");     /* C1 control */
    assert_string_equal(escaped(*state, "\xef\xbf\xbf"), "?"); /* U+FFFF has no place in XML */
    assert_string_equal(escaped(*state, "\xff"
                                        "a"),
                        "\xef\xbf\xbd"
                        "a");
    assert_string_equal(escaped(*state, "\xe2\x80\xae"
                                        "evil\xe2\x81\xa6"),
                        "[U+202E]evil[U+2066]");
    assert_string_equal(escaped(*state, "\xef\xbb\xbf\xe2\x80\x8b"), "[U+FEFF][U+200B]");
    assert_string_equal(escaped(*state, "\xc3\xa4\xf0\x9f\x98\x80"), "\xc3\xa4\xf0\x9f\x98\x80");
}

static void long_text_is_not_cut(void **state)
{
    char words[3001];
    struct text out = text_create(*state, 8192);

    memset(words, 'x', sizeof words - 1);
    words[sizeof words - 1] = '\0';
    html_text(&out, words);
    assert_int_equal(out.length, 3000);
}

/* Two partitions that share bytes, one that reaches out, one with findings. */
static void words_say_what_is_wrong(void **state)
{
    size_t other = 1;
    size_t finding = 0;
    struct finding findings[] = { { .rule = "N53-0305", .severity = SEVERITY_ERROR } };
    struct memory_partition items[] = {
        { .name = "first",
          .size = 0x2000,
          .outside = true,
          .used_known = true,
          .used = 0x2001,
          .used_file = "zephyr.bin",
          .overlaps = { &other, 1, 1 },
          .findings = { &finding, 1, 1 } },
        { .name = "second", .address = 0x1000, .size = 0x1000 },
    };
    struct memory_region region = { .name = "app-flash",
                                    .title = "application core flash",
                                    .partitions = { items, 2, 2 } };
    struct check_result result = { .findings = { findings, 1, 1 } };

    assert_string_equal(layout_partition_words(*state, &region, &items[0], &result),
                        "first: 0x0 to 0x2000, 0x2000 = 8 KiB, other; zephyr.bin is 8193 bytes, too large; reaches out "
                        "of the application core flash; overlaps with second; error N53-0305");
    assert_string_equal(layout_partition_words(*state, &region, &items[1], &result),
                        "second: 0x1000 to 0x2000, 0x1000 = 4 KiB, other");
}

static void many_overlaps_are_counted(void **state)
{
    size_t others[] = { 0, 0, 0, 0 };
    struct memory_partition item = { .name = "x", .overlaps = { others, 4, 4 } };
    struct memory_region region = { .partitions = { &item, 1, 1 } };

    assert_string_equal(layout_overlap_words(*state, &region, &item, 2), "overlaps with x, x and 2 more");
    assert_string_equal(layout_overlap_words(*state, &region, &item, 4), "overlaps with x, x, x, x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_read_easily),         cmocka_unit_test(percents_do_not_flatter),
        cmocka_unit_test(text_cannot_become_an_element), cmocka_unit_test(long_text_is_not_cut),
        cmocka_unit_test(words_say_what_is_wrong),       cmocka_unit_test(many_overlaps_are_counted),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
