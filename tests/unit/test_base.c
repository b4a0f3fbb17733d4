/* Arena, text, numbers, UTF-8, JSON and SDK versions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/inputs.h"
#include "base/json.h"
#include "base/source.h"
#include "base/text.h"
#include "base/version.h"

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

struct numbers {
    int *items;
    size_t count;
    size_t capacity;
};

static void growing_array_keeps_its_items(void **state)
{
    struct numbers numbers = { 0 };

    for (int i = 0; i < 1000; i++) {
        *ARENA_PUSH(*state, &numbers) = i * 3;
    }
    assert_int_equal(numbers.count, 1000);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(numbers.items[i], i * 3);
    }
}

static void large_pieces_leave_room_for_small_ones(void **state)
{
    char *small = arena_strdup(*state, "before");
    unsigned char *large = arena_alloc(*state, 3u << 20);
    char *after = arena_strdup(*state, "after");

    assert_int_equal(large[(3u << 20) - 1], 0);
    memset(large, 0xff, 3u << 20);
    assert_string_equal(small, "before");
    assert_string_equal(after, "after");
}

/* What the child held stays as it was, and the parent goes on filling its own block. */
static void adopted_memory_lives_with_the_parent(void **state)
{
    struct arena *parent = *state;
    struct arena *child = arena_create();
    char *before = arena_strdup(parent, "before");
    char *small = arena_strdup(child, "small");
    unsigned char *large = arena_alloc(child, 3u << 20);
    size_t bytes = arena_bytes(parent) + arena_bytes(child);
    char *after;

    memset(large, 0x5a, 3u << 20);
    arena_adopt(parent, child);
    assert_int_equal(arena_bytes(parent), bytes);
    after = arena_strdup(parent, "after");
    assert_int_equal(arena_bytes(parent), bytes);
    memset(arena_alloc(parent, 1000), 0xff, 1000);
    assert_string_equal(before, "before");
    assert_string_equal(small, "small");
    assert_string_equal(after, "after");
    assert_int_equal(large[0], 0x5a);
    assert_int_equal(large[(3u << 20) - 1], 0x5a);
}

static void an_empty_arena_adopts_and_is_adopted(void **state)
{
    struct arena *filled = arena_create();
    struct arena *parent = arena_create();
    char *text = arena_strdup(filled, "kept");
    size_t bytes = arena_bytes(filled);

    (void)state;
    arena_adopt(parent, filled);
    assert_int_equal(arena_bytes(parent), bytes);
    assert_string_equal(text, "kept");
    assert_string_equal(arena_strdup(parent, "more"), "more");
    arena_adopt(parent, arena_create());
    assert_int_equal(arena_bytes(parent), bytes);
    assert_string_equal(text, "kept");
    arena_destroy(parent);
}

static void paths_are_joined_by_one_slash(void **state)
{
    assert_string_equal(path_join(*state, "a", "b"), "a/b");
    assert_string_equal(path_join(*state, "a/", "b"), "a/b");
    assert_string_equal(path_join(*state, "a/", ""), "a/");
    assert_string_equal(path_join(*state, "", "b"), "b");
    assert_string_equal(path_join(*state, "a", "/b"), "/b");
}

/* Below, at and above the length up to which a text is made once. */
static void printed_texts_are_whole(void **state)
{
    static char filler[600];

    memset(filler, 'x', sizeof filler - 1);
    for (int length = 254; length < 259; length++) {
        char *text = arena_printf(*state, "%.*s!", length, filler);

        assert_int_equal(strlen(text), length + 1);
        assert_int_equal(text[length], '!');
    }
}

static void text_stops_at_its_limit(void **state)
{
    struct text text = text_create(*state, 10);

    text_append(&text, "12345");
    assert_false(text.truncated);
    text_append(&text, "6789012");
    assert_true(text.truncated);
    assert_string_equal(text.data, "1234567890");
}

static void numbers_are_parsed_whole_and_without_wrapping(void **state)
{
    uint64_t value = 7;

    (void)state;
    assert_true(parse_uint64(slice_of("18446744073709551615"), 0, &value));
    assert_true(value == UINT64_MAX);
    assert_false(parse_uint64(slice_of("18446744073709551616"), 0, &value));
    assert_true(parse_uint64(slice_of("0xFFFFffffFFFFffff"), 0, &value));
    assert_true(value == UINT64_MAX);
    assert_false(parse_uint64(slice_of("0x10000000000000000"), 0, &value));
    assert_true(parse_uint64(slice_of("00010"), 0, &value));
    assert_int_equal(value, 10);
    assert_false(parse_uint64(slice_of(""), 0, &value));
    assert_false(parse_uint64(slice_of("0x"), 0, &value));
    assert_false(parse_uint64(slice_of("12 "), 0, &value));
    assert_false(parse_uint64(slice_of("-1"), 0, &value));
    assert_false(parse_uint64(slice_of("1g"), 16, &value));
}

/* Letters of other alphabets are negative numbers as char, and no digits either. */
static void only_ascii_makes_digits_and_identifiers(void **state)
{
    (void)state;
    for (int c = -256; c < 256; c++) {
        bool ascii = c > 0 && c < 128;

        assert_int_equal(is_digit(c), ascii && strchr("0123456789", c) != NULL);
        assert_int_equal(is_identifier_character(c),
                         ascii && strchr("0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", c) != NULL);
    }
}

static void signed_numbers_reach_both_ends(void **state)
{
    int64_t value = 0;

    (void)state;
    assert_true(parse_int64(slice_of("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    assert_false(parse_int64(slice_of("-9223372036854775809"), &value));
    assert_true(parse_int64(slice_of("9223372036854775807"), &value));
    assert_true(value == INT64_MAX);
    assert_false(parse_int64(slice_of("9223372036854775808"), &value));
    assert_true(parse_int64(slice_of("-0"), &value));
    assert_int_equal(value, 0);
    assert_true(parse_int64(slice_of("-0x10"), &value));
    assert_int_equal(value, -16);
}

static void utf8_is_checked_as_rfc_3629_says(void **state)
{
    (void)state;
    assert_int_equal(utf8_sequence("a", 1), 1);
    assert_int_equal(utf8_sequence("\xc3\xa4", 2), 2);
    assert_int_equal(utf8_sequence("\xe2\x82\xac", 3), 3);
    assert_int_equal(utf8_sequence("\xf0\x9f\x98\x80", 4), 4);
    assert_int_equal(utf8_sequence("\xc3", 1), 0);             /* cut short */
    assert_int_equal(utf8_sequence("\xc0\xaf", 2), 0);         /* overlong */
    assert_int_equal(utf8_sequence("\xe0\x80\xaf", 3), 0);     /* overlong */
    assert_int_equal(utf8_sequence("\xed\xa0\x80", 3), 0);     /* surrogate */
    assert_int_equal(utf8_sequence("\xf4\x90\x80\x80", 4), 0); /* above U+10FFFF */
    assert_int_equal(utf8_sequence("\xff", 1), 0);
}

/* Who wipes a text in the end must not leave a shorter copy of it behind. */
static void a_text_that_grows_leaves_nothing_behind(void **state)
{
    struct text text = text_create(*state, 100000);
    const char *first = text.data;
    size_t length;

    text_append(&text, "a secret");
    length = text.length;
    while (text.data == first) {
        length = text.length;
        text_append(&text, "secret");
    }
    for (size_t i = 0; i < length; i++) {
        assert_int_equal(first[i], 0);
    }
    assert_memory_equal(text.data, "a secretsecret", 14);
}

static void printable_text_cannot_reach_the_terminal(void **state)
{
    struct slice raw = { "a\x1b[31mb\xff\xc2\x9b"
                         "c\td",
                         13 };

    assert_string_equal(text_printable(*state, raw, 100), "a?[31mb\xef\xbf\xbd?c\td");
    assert_string_equal(text_printable(*state,
                                       slice_of("a\xe2\x80\xae"
                                                "b\xe2\x81\xa6"
                                                "c\xe2\x80\xa8"
                                                "d\xe2\x80\x93"
                                                "e"),
                                       100),
                        "a?b?c?d\xe2\x80\x93"
                        "e");
    assert_string_equal(text_printable(*state, slice_of("0123456789"), 4), "0123...");
    assert_string_equal(text_printable(*state, slice_of("0123"), 4), "0123");
    assert_string_equal(text_printable(*state, slice_of("012\xc3\xa9"), 4), "012...");
    assert_string_equal(text_printable(*state, slice_of("01\xc3\xa9"), 4), "01\xc3\xa9");
}

/* As an arena of another thread does: what it gave still asks it for more. */
static void an_adopted_arena_gives_memory_of_its_parent(void **state)
{
    struct arena *parent = *state;
    struct arena *child = arena_create();
    struct arena *grandchild = arena_create();
    size_t before;

    arena_adopt(child, grandchild);
    arena_adopt(parent, child);
    before = arena_bytes(parent);
    memset(arena_alloc(child, 1u << 20), 0x5a, 1u << 20);
    memset(arena_alloc(grandchild, 1u << 20), 0x5a, 1u << 20);
    assert_int_equal(arena_bytes(parent), before + (2u << 20));
    assert_ptr_equal(arena_of_inputs(grandchild), parent);
}

/* A key that a thread has read is one of the command's inputs, whoever took the thread's memory and when. */
static void inputs_go_with_their_arena(void **state)
{
    const char *const path = "/";
    struct arena *first = arena_create();
    struct arena *second = arena_create();
    struct arena *within = arena_create_within(*state);
    struct arena *last = arena_create();

    input_remember(last, path);
    assert_false(input_is(*state, path));
    arena_adopt(*state, first);
    arena_adopt(first, second); /* first has given its own away */
    arena_adopt(within, last);  /* its inputs are the state's, and outlive it */
    arena_destroy(within);
    assert_true(input_is(second, path));
    assert_true(input_is(*state, path));
}

static void inputs_go_to_who_has_the_memory_now(void **state)
{
    struct arena *first = arena_create();
    struct arena *second = arena_create();

    input_remember(second, "/");
    arena_adopt(*state, first);
    arena_adopt(first, second);
    assert_true(input_is(*state, "/"));
}

static void source_lines_are_found_with_any_line_end(void **state)
{
    const struct source *source = source_from_bytes(*state, "f", "one\r\ntwo\n\nfour", 14);

    assert_true(slice_equals(source_line(source, 1), "one"));
    assert_true(slice_equals(source_line(source, 2), "two"));
    assert_true(slice_equals(source_line(source, 3), ""));
    assert_true(slice_equals(source_line(source, 4), "four"));
    assert_true(slice_equals(source_line(source, 5), ""));
    assert_string_equal(origin_text(*state, (struct origin){ source, 2, 1 }), "f:2:1");
    assert_string_equal(origin_text(*state, origin_file(source)), "f");
}

/* Asked backwards, so that the first answer does not come from where the one before it ended. */
static void assert_lines(const struct source *source, uint32_t count, const char *end)
{
    char wanted[32];

    for (uint32_t line = count + 70; line > 0; line--) {
        snprintf(wanted, sizeof wanted, "%s%u", line > 1 ? "line " : "", (unsigned)line);
        if (!slice_equals(source_line(source, line), line <= count ? wanted : "")) {
            fail_msg("line %u of %u, ended by %zu characters", (unsigned)line, (unsigned)count, strlen(end));
        }
    }
    assert_true(slice_equals(source_line(source, 0), ""));
    assert_true(slice_equals(source_line(source, UINT32_MAX), ""));
}

/* Around every number of lines at which the index gets another mark, with and without a last line end. */
static void every_line_of_a_long_source_is_found(void **state)
{
    static const char *const ends[] = { "\n", "\r\n" };

    for (uint32_t count = 1; count < 140; count++) {
        for (size_t i = 0; i < 4; i++) {
            struct text text = text_create(*state, 1u << 16);
            struct source bare = { .path = "f", .name = "f" };
            const char *end = ends[i % 2];

            for (uint32_t line = 1; line <= count; line++) {
                text_printf(&text, "%s%u%s", line > 1 ? "line " : "", (unsigned)line, line < count || i < 2 ? end : "");
            }
            bare.data = text.data;
            bare.size = text.length;
            assert_lines(source_from_bytes(*state, "f", text.data, text.length), count, end);
            assert_lines(&bare, count, end);
        }
    }
}

static void sources_without_a_line_have_empty_ones(void **state)
{
    static const char *const texts[] = { "", "\n", "\r\n", "\n\n" };

    for (size_t i = 0; i < 4; i++) {
        const struct source *source = source_from_bytes(*state, "f", texts[i], strlen(texts[i]));

        for (uint32_t line = 3; line > 0; line--) {
            assert_true(slice_equals(source_line(source, line), ""));
        }
    }
    assert_true(slice_equals(source_line(NULL, 1), ""));
}

/* A thread's tree is shown after its memory went to the command's. */
static void lines_are_found_after_the_memory_was_adopted(void **state)
{
    struct arena *child = arena_create();
    const struct source *source = source_from_bytes(child, "f", "one\ntwo", 7);

    arena_adopt(*state, child);
    assert_true(slice_equals(source_line(source, 2), "two"));
}

static void json_is_valid_whatever_the_strings_hold(void **state)
{
    struct text out = text_create(*state, 4096);
    struct json json = json_create(&out, 0);

    json_object_begin(&json);
    json_member(&json, "quote\"", "back\\slash\n\x01\xff");
    json_key(&json, "list");
    json_array_begin(&json);
    json_uint(&json, UINT64_MAX);
    json_int(&json, -5);
    json_null(&json);
    json_array_begin(&json);
    json_array_end(&json);
    json_array_end(&json);
    json_member_bool(&json, "yes", true);
    json_object_end(&json);
    assert_string_equal(out.data, "{\"quote\\\"\":\"back\\\\slash\\n\\u0001\\ufffd\","
                                  "\"list\":[18446744073709551615,-5,null,[]],\"yes\":true}");
}

static struct sdk_version version_of(const char *text)
{
    struct sdk_version version = { 0, 0, 0 };

    assert_true(sdk_version_parse(slice_of(text), &version));
    return version;
}

static void sdk_versions_are_read_in_their_usual_forms(void **state)
{
    struct sdk_version version = { 0, 0, 0 };

    assert_string_equal(sdk_version_text(*state, version_of("v3.2.1")), "3.2.1");
    assert_string_equal(sdk_version_text(*state, version_of("3.2")), "3.2.0");
    assert_string_equal(sdk_version_text(*state, version_of("2.5.99-dev1")), "2.5.99");
    assert_int_equal(sdk_version_compare(version_of("2.10.0"), version_of("2.9.1")), 1);
    assert_int_equal(sdk_version_compare(version_of("3.0.0"), version_of("3.0.0-rc2")), 0);
    assert_false(sdk_version_parse(slice_of("3"), &version));
    assert_false(sdk_version_parse(slice_of("3.x"), &version));
    assert_false(sdk_version_parse(slice_of("3.2.1.4"), &version));
    assert_false(sdk_version_parse(slice_of("70000.0.0"), &version));
    assert_false(sdk_version_parse(slice_of("main"), &version));
}

static void sdk_ranges_hold_between_their_bounds(void **state)
{
    struct sdk_range range;

    assert_true(sdk_range_parse(*state, slice_of(">=2.2.0 <3.3.0"), &range));
    assert_false(sdk_range_contains(&range, version_of("2.1.9")));
    assert_true(sdk_range_contains(&range, version_of("2.2.0")));
    assert_true(sdk_range_contains(&range, version_of("3.2.99")));
    assert_false(sdk_range_contains(&range, version_of("3.3.0")));
    assert_true(sdk_range_parse(*state, slice_of("<1.5.0 || ==2.4.0 || >3.0.0"), &range));
    assert_true(sdk_range_contains(&range, version_of("1.4.0")));
    assert_true(sdk_range_contains(&range, version_of("2.4.0")));
    assert_false(sdk_range_contains(&range, version_of("2.4.1")));
    assert_true(sdk_range_contains(&range, version_of("3.0.1")));
    assert_true(sdk_range_parse(*state, slice_of("all"), &range));
    assert_true(sdk_range_contains(&range, version_of("9.9.9")));
    assert_false(sdk_range_parse(*state, slice_of("2.2.0"), &range));
    assert_false(sdk_range_parse(*state, slice_of(">=2.2.0 ||"), &range));
    assert_false(sdk_range_parse(*state, slice_of(">=x"), &range));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(growing_array_keeps_its_items, setup, teardown),
        cmocka_unit_test_setup_teardown(large_pieces_leave_room_for_small_ones, setup, teardown),
        cmocka_unit_test_setup_teardown(adopted_memory_lives_with_the_parent, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_arena_adopts_and_is_adopted, setup, teardown),
        cmocka_unit_test_setup_teardown(paths_are_joined_by_one_slash, setup, teardown),
        cmocka_unit_test_setup_teardown(printed_texts_are_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(text_stops_at_its_limit, setup, teardown),
        cmocka_unit_test(numbers_are_parsed_whole_and_without_wrapping),
        cmocka_unit_test(only_ascii_makes_digits_and_identifiers),
        cmocka_unit_test(signed_numbers_reach_both_ends),
        cmocka_unit_test(utf8_is_checked_as_rfc_3629_says),
        cmocka_unit_test_setup_teardown(a_text_that_grows_leaves_nothing_behind, setup, teardown),
        cmocka_unit_test_setup_teardown(printable_text_cannot_reach_the_terminal, setup, teardown),
        cmocka_unit_test_setup_teardown(an_adopted_arena_gives_memory_of_its_parent, setup, teardown),
        cmocka_unit_test_setup_teardown(inputs_go_with_their_arena, setup, teardown),
        cmocka_unit_test_setup_teardown(inputs_go_to_who_has_the_memory_now, setup, teardown),
        cmocka_unit_test_setup_teardown(source_lines_are_found_with_any_line_end, setup, teardown),
        cmocka_unit_test_setup_teardown(every_line_of_a_long_source_is_found, setup, teardown),
        cmocka_unit_test_setup_teardown(sources_without_a_line_have_empty_ones, setup, teardown),
        cmocka_unit_test_setup_teardown(lines_are_found_after_the_memory_was_adopted, setup, teardown),
        cmocka_unit_test_setup_teardown(json_is_valid_whatever_the_strings_hold, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_versions_are_read_in_their_usual_forms, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_ranges_hold_between_their_bounds, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
