/* The tables of known lines: each pattern is reached by the line it is for, and says what it must. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "log/log_pattern.h"
#include "log/log_reader.h"

static struct log_pattern_index index_of_all;

static int build_index(void **state)
{
    (void)state;
    log_pattern_index_build(&index_of_all);
    return 0;
}

/* The line that a program with this format prints. */
static const char *sample_of(struct arena *arena, const char *pattern)
{
    struct text line = text_create(arena, 1000);

    for (const char *at = pattern; *at != '\0'; at++) {
        if (*at == '^' && at == pattern) {
            continue;
        }
        if (*at == '$' && at[1] == '\0') {
            break;
        }
        if (*at == '%') {
            at++;
            text_append(&line, *at == 'd'   ? "12"
                               : *at == 'x' ? "1a"
                               : *at == 'w' ? "word"
                               : *at == 's' ? "a text"
                                            : "%");
        } else {
            text_append_bytes(&line, at, 1);
        }
    }
    return line.data;
}

static void no_pattern_hides_behind_another(void **state)
{
    struct arena *arena = arena_create();

    (void)state;
    for (size_t i = 0; i < log_pattern_count(); i++) {
        const struct log_pattern *pattern = log_pattern_at(i);
        const char *line = sample_of(arena, pattern->text);
        struct log_match match;

        if (!log_pattern_find(&index_of_all, slice_of(line), 0, &match) || match.pattern != pattern) {
            fail_msg("'%s' is not found as %s", line, pattern->id);
        }
    }
    arena_destroy(arena);
}

static bool is_rule_list(const char *rules)
{
    for (size_t i = 0; rules[i] != '\0'; i++) {
        static const char form[] = "N53-0000 ";
        char wanted = form[i % 9];

        if (wanted == '0' ? rules[i] < '0' || rules[i] > '9' : rules[i] != wanted) {
            return false;
        }
    }
    return strlen(rules) % 9 == 8;
}

static void each_pattern_is_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < log_pattern_count(); i++) {
        const struct log_pattern *pattern = log_pattern_at(i);

        assert_true(pattern->text[0] != '%' && pattern->text[0] != ' ' && strlen(pattern->text) > 4);
        assert_true(strlen(pattern->meaning) > 10 && strlen(pattern->source) > 5);
        assert_true(pattern->rules == NULL || is_rule_list(pattern->rules));
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(pattern->id, log_pattern_at(k)->id);
            assert_string_not_equal(pattern->text, log_pattern_at(k)->text);
        }
    }
    for (size_t i = 0; log_verdict_state_at(i) != NULL; i++) {
        assert_true(log_verdict_rules_at(i) == NULL || is_rule_list(log_verdict_rules_at(i)));
    }
}

static const char *id_of(const char *line)
{
    struct log_match match;

    return log_pattern_find(&index_of_all, slice_of(line), 0, &match) ? match.pattern->id : "";
}

static void lines_are_found_with_words_around_them(void **state)
{
    (void)state;
    assert_string_equal(id_of("mcuboot says: Image in the secondary slot is not valid! (really)"), "secondary-invalid");
    assert_string_equal(id_of("Image in the  secondary slot is not valid!"), "secondary-invalid");
    assert_string_equal(id_of("kernel panic!"), "panic");
    assert_string_equal(id_of("xpanic!"), "");
    assert_string_equal(id_of("reabort()"), "");
    assert_string_equal(id_of("Image in the secondary slot is not validated"), "");
    assert_string_equal(id_of("Reset reason: 4"), "");
    assert_string_equal(id_of("Reset"), "recovery-own-end");
    assert_string_equal(id_of("Failed to open flash area ID 2: -2"), "area-not-opened");
    assert_string_equal(id_of("Failed to open flash area ID 9 (image 1 slot 0): -19"), "area-of-image");
    assert_string_equal(id_of("image hash: 12"), "");
    assert_string_equal(id_of(""), "");
}

static void captures_are_what_stands_there(void **state)
{
    struct log_match match;

    (void)state;
    assert_true(log_pattern_find(
        &index_of_all, slice_of("Primary image: magic=good, swap_type=0x4, copy_done=0x1, image_ok=0xff"), 0, &match));
    assert_int_equal(match.count, 4);
    assert_true(slice_equals(match.captures[0], "good"));
    assert_true(slice_equals(match.captures[1], "4"));
    assert_true(slice_equals(match.captures[3], "ff"));
    assert_true(log_pattern_find(&index_of_all, slice_of("Image version: v1.2.3 now"), 0, &match));
    assert_true(slice_equals(match.captures[0], "1.2.3"));
    assert_true(
        log_pattern_find(&index_of_all, slice_of("*** Using nRF Connect SDK v2.9.0-7787b2649840 ***"), 0, &match));
    assert_true(slice_equals(match.captures[0], "nRF Connect SDK v2.9.0-7787b2649840"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_pattern_hides_behind_another),
        cmocka_unit_test(each_pattern_is_complete),
        cmocka_unit_test(lines_are_found_with_words_around_them),
        cmocka_unit_test(captures_are_what_stands_there),
    };

    return cmocka_run_group_tests(tests, build_index, NULL);
}
