/* The tables of known lines: each pattern is reached by the line it is for, and says what it must. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "log/patterns/log_pattern.h"
#include "log/log_prefix.h"
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

    for (const char *at = pattern; *at != '\0' && *at != '|'; at++) {
        if (*at == '^' && at == pattern) {
            continue;
        }
        if (*at == '$' && (at[1] == '\0' || at[1] == '|')) {
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

/* What is taken for a prefix is lost to the patterns. */
static void no_pattern_begins_as_a_prefix(void **state)
{
    static const char *const before[] = { "", "I: ", "2025-05-16 07:14:37.123,", "COM5: ", "mcumgr[1]: " };
    struct arena *arena = arena_create();

    (void)state;
    for (size_t i = 0; i < log_pattern_count(); i++) {
        for (const char *form = log_pattern_at(i)->text; form != NULL; form = log_pattern_next_form(form)) {
            bool arrow = form[1] == '-'; /* the simulator's, which has no prefix: behind a time it is one */

            for (size_t k = 0; k < (arrow ? 1 : ARRAY_LENGTH(before)); k++) {
                const char *line = arena_printf(arena, "%s%s", before[k], sample_of(arena, form));

                if (log_prefix_length(slice_of(line)) != strlen(before[k])) {
                    fail_msg("'%s' loses its beginning", line);
                }
            }
        }
    }
    arena_destroy(arena);
}

static void no_pattern_hides_behind_another(void **state)
{
    struct arena *arena = arena_create();

    (void)state;
    for (size_t i = 0; i < log_pattern_count(); i++) {
        const struct log_pattern *pattern = log_pattern_at(i);

        for (const char *form = pattern->text; form != NULL; form = log_pattern_next_form(form)) {
            const char *line = sample_of(arena, form);
            struct log_match match;

            if (!log_pattern_find(&index_of_all, slice_of(line), 0, &match) || match.pattern != pattern) {
                fail_msg("'%s' is not found as %s", line, pattern->id);
            }
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

        for (const char *form = pattern->text; form != NULL; form = log_pattern_next_form(form)) {
            assert_true(form[0] != '%' && form[0] != ' ' && strcspn(form, "|") > 4);
        }
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

/* Releases of the SDK have printed the same thing in different words. */
static void older_and_newer_forms_of_a_line_are_one_pattern(void **state)
{
    static const char *const forms[][2] = {
        { "Insufficient version in secondary slot", "insufficient version in secondary slot" },
        { "Bad image magic 0xffffffff", "bad image magic 0xffffffff; Image=1" },
        { "Image 0 upgrade secondary slot -> primary slot", "Image upgrade secondary slot -> primary slot" },
        { "Image 1 in slot 1 erased due to downgrade prevention",
          "Image in slot 1 erased due to downgrade prevention" },
        { "Cleaned-up secondary slot of image 1", "Cleaned-up secondary slot of 1. image." },
        { "Error -5 while erasing range", "Error -5 while erasing sector" },
        { "Firmware has been invalidated: 0x0.", "Firwmare has been invalidated: 0x0." },
        { "Failed to protect B0 flash, cancel startup.", "Protect B0 flash failed, cancel startup." },
        { "MCUBoot image-0 upgrade scheduled. Reset device to apply",
          "MCUBoot image upgrade scheduled. Reset the device to apply" },
        { "Failed to open flash areas, cannot continue", NULL },
        { "Failed to open flash area ID 9 (image 1 slot 0): -19, cannot continue", NULL },
        { "Failed to open flash area ID 9 (image 1 slot 0): -19", NULL },
        { "Failed to open flash area ID 9", NULL },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        assert_string_not_equal(id_of(forms[i][0]), "");
        if (forms[i][1] != NULL) {
            assert_string_equal(id_of(forms[i][1]), id_of(forms[i][0]));
        } else {
            assert_true(i + 1 == ARRAY_LENGTH(forms) || strcmp(id_of(forms[i][0]), id_of(forms[i + 1][0])) != 0);
        }
    }
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
        cmocka_unit_test(no_pattern_begins_as_a_prefix),
        cmocka_unit_test(no_pattern_hides_behind_another),
        cmocka_unit_test(each_pattern_is_complete),
        cmocka_unit_test(lines_are_found_with_words_around_them),
        cmocka_unit_test(older_and_newer_forms_of_a_line_are_one_pattern),
        cmocka_unit_test(captures_are_what_stands_there),
    };

    return cmocka_run_group_tests(tests, build_index, NULL);
}
