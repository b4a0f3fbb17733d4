/* Kconfig files: every line shape of real projects, and what Kconfig itself would make of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "project/settings/kconfig.h"

struct fixture {
    struct arena *arena;
    struct diagnostics diagnostics;
    struct anomalies anomalies;
};

static int setup(void **state)
{
    struct arena *arena = arena_create();
    struct fixture *fixture = arena_alloc(arena, sizeof *fixture);

    fixture->arena = arena;
    fixture->diagnostics = diagnostics_create(arena);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    arena_destroy(fixture->arena);
    return 0;
}

static const struct kconfig *read_bytes(struct fixture *fixture, const char *data, size_t size)
{
    const struct source *source = source_from_bytes(fixture->arena, "app/.config", data, size);
    struct kconfig *config;

    assert_true(kconfig_read(fixture->arena, source, KCONFIG_COMPLETE_IMAGE, &fixture->anomalies, &fixture->diagnostics,
                             &config));
    assert_int_equal(fixture->diagnostics.count, 0);
    return config;
}

static const struct kconfig *read_text(struct fixture *fixture, const char *text)
{
    return read_bytes(fixture, text, strlen(text));
}

static void assert_symbol(const struct kconfig *config, const char *name, enum kconfig_type type, const char *text)
{
    const struct kconfig_symbol *symbol = kconfig_find(config, name);

    assert_non_null(symbol);
    assert_int_equal(symbol->type, type);
    assert_string_equal(symbol->text, text);
}

static void assert_number(const struct kconfig *config, const char *name, bool negative, uint64_t magnitude)
{
    const struct kconfig_symbol *symbol = kconfig_find(config, name);

    assert_non_null(symbol);
    assert_int_equal(symbol->type, KCONFIG_NUMBER);
    assert_int_equal(symbol->negative, negative);
    assert_true(symbol->magnitude == magnitude);
}

static void assert_anomaly(struct fixture *fixture, size_t index, const char *kind, uint32_t first_line,
                           uint32_t second_line)
{
    assert_true(index < fixture->anomalies.count);
    assert_string_equal(fixture->anomalies.items[index].kind, kind);
    assert_int_equal(fixture->anomalies.items[index].first.line, first_line);
    assert_int_equal(fixture->anomalies.items[index].second.line, second_line);
}

static void set_not_set_and_absent_are_different(void **state)
{
    const struct kconfig *config = read_text(*state, "CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=n\nCONFIG_M=m\n");

    assert_symbol(config, "CONFIG_A", KCONFIG_YES, "y");
    assert_symbol(config, "CONFIG_B", KCONFIG_NOT_SET, "n");
    assert_symbol(config, "CONFIG_C", KCONFIG_NOT_SET, "n");
    assert_symbol(config, "CONFIG_M", KCONFIG_YES, "m");
    assert_null(kconfig_find(config, "CONFIG_D"));
    assert_null(kconfig_find(config, "CONFIG_"));
    assert_int_equal(config->symbol_lines, 4);
}

static void numbers_keep_sign_and_full_range(void **state)
{
    const struct kconfig *config = read_text(*state, "CONFIG_D=256\nCONFIG_H=0x40000\nCONFIG_U=0X7FC00\n"
                                                     "CONFIG_N=-1\nCONFIG_Z=0\nCONFIG_P=0x00010000\n"
                                                     "CONFIG_MAX=0xffffffffffffffff\n"
                                                     "CONFIG_MIN=-9223372036854775808\n"
                                                     "CONFIG_OVER=0x10000000000000000\n"
                                                     "CONFIG_UNDER=-9223372036854775809\n");

    assert_number(config, "CONFIG_D", false, 256);
    assert_number(config, "CONFIG_H", false, 0x40000);
    assert_number(config, "CONFIG_U", false, 0x7fc00);
    assert_number(config, "CONFIG_N", true, 1);
    assert_number(config, "CONFIG_Z", false, 0);
    assert_number(config, "CONFIG_P", false, 0x10000);
    assert_number(config, "CONFIG_MAX", false, UINT64_MAX);
    assert_number(config, "CONFIG_MIN", true, (uint64_t)INT64_MAX + 1);
    assert_symbol(config, "CONFIG_OVER", KCONFIG_INVALID, "0x10000000000000000");
    assert_symbol(config, "CONFIG_UNDER", KCONFIG_INVALID, "-9223372036854775809");
}

static void strings_lose_quotes_escapes_and_rest(void **state)
{
    const struct kconfig *config = read_text(*state, "CONFIG_E=\"\"\nCONFIG_S=\"C:/a b/key.pem\"\n"
                                                     "CONFIG_Q=\"a\\\"b\\\\c\"\nCONFIG_V=\"\\${APP_DIR}/x\"\n"
                                                     "CONFIG_R=\"value\" # why\nCONFIG_HASH=\"a # b\"\n");

    assert_symbol(config, "CONFIG_E", KCONFIG_STRING, "");
    assert_symbol(config, "CONFIG_S", KCONFIG_STRING, "C:/a b/key.pem");
    assert_symbol(config, "CONFIG_Q", KCONFIG_STRING, "a\"b\\c");
    assert_symbol(config, "CONFIG_V", KCONFIG_STRING, "${APP_DIR}/x");
    assert_symbol(config, "CONFIG_R", KCONFIG_STRING, "value");
    assert_symbol(config, "CONFIG_HASH", KCONFIG_STRING, "a # b");
}

/* A bool's first character decides; of a number the whole rest counts. */
static void trailing_comments_are_read_as_kconfig_reads_them(void **state)
{
    const struct kconfig *config = read_text(*state, "CONFIG_B=y # because\nCONFIG_C=n # off\nCONFIG_Y=yes\n"
                                                     "CONFIG_X=0x40000 # text\nCONFIG_T=128   \n");

    assert_symbol(config, "CONFIG_B", KCONFIG_YES, "y");
    assert_symbol(config, "CONFIG_C", KCONFIG_NOT_SET, "n");
    assert_symbol(config, "CONFIG_Y", KCONFIG_YES, "y");
    assert_symbol(config, "CONFIG_X", KCONFIG_INVALID, "0x40000 # text");
    assert_number(config, "CONFIG_T", false, 128);
}

static void values_of_no_type_are_kept_as_written(void **state)
{
    const struct kconfig *config = read_text(*state, "CONFIG_E=\nCONFIG_W=word\nCONFIG_MORE=maybe\n");

    assert_symbol(config, "CONFIG_E", KCONFIG_INVALID, "");
    assert_symbol(config, "CONFIG_W", KCONFIG_INVALID, "word");
    assert_symbol(config, "CONFIG_MORE", KCONFIG_INVALID, "maybe");
}

static void comments_assign_nothing(void **state)
{
    struct fixture *fixture = *state;
    const struct kconfig *config = read_text(fixture, "#CONFIG_A=y\n# CONFIG_B=y\n## CONFIG_C is not set\n"
                                                      "#CONFIG_D is not set\n#\n# MCUboot settings\n#\n\n   # x\n"
                                                      "# CONFIG_E isn't set\n");

    assert_int_equal(config->count, 0);
    assert_int_equal(config->symbol_lines, 0);
    assert_int_equal(fixture->anomalies.count, 0);
}

/* Kconfiglib's pattern is tied to the start of the line only. */
static void not_set_may_have_a_rest(void **state)
{
    const struct kconfig *config = read_text(*state, "# CONFIG_A is not set (see below)\n");

    assert_symbol(config, "CONFIG_A", KCONFIG_NOT_SET, "n");
}

static void line_ends_and_final_newline_do_not_matter(void **state)
{
    const struct kconfig *config =
        read_text(*state, "\r\nCONFIG_A=y\r\n# CONFIG_B is not set\r\nCONFIG_S=\"x\"\r\nCONFIG_N=0x10");

    assert_symbol(config, "CONFIG_A", KCONFIG_YES, "y");
    assert_symbol(config, "CONFIG_B", KCONFIG_NOT_SET, "n");
    assert_symbol(config, "CONFIG_S", KCONFIG_STRING, "x");
    assert_number(config, "CONFIG_N", false, 16);
    assert_int_equal(kconfig_find(config, "CONFIG_N")->origin.line, 5);
}

static void origins_name_line_and_column(void **state)
{
    struct fixture *fixture = *state;
    const struct kconfig *config = read_text(fixture, "#\nCONFIG_A=y\n# CONFIG_B is not set\n");

    assert_string_equal(origin_text(fixture->arena, kconfig_find(config, "CONFIG_A")->origin), "app/.config:2:1");
    assert_string_equal(origin_text(fixture->arena, kconfig_find(config, "CONFIG_B")->origin), "app/.config:3:3");
}

static void last_assignment_wins_and_the_contradiction_is_told(void **state)
{
    struct fixture *fixture = *state;
    const struct kconfig *config = read_text(fixture, "CONFIG_A=y\nCONFIG_B=1\n# CONFIG_A is not set\nCONFIG_B=0x1\n"
                                                      "CONFIG_C=\"x\"\nCONFIG_C=\"y\"\nCONFIG_C=\"y\"\n");

    assert_symbol(config, "CONFIG_A", KCONFIG_NOT_SET, "n");
    assert_symbol(config, "CONFIG_C", KCONFIG_STRING, "y");
    assert_int_equal(config->count, 3);
    assert_int_equal(fixture->anomalies.count, 2);
    assert_anomaly(fixture, 0, "kconfig-assigned-twice", 3, 1);
    assert_string_equal(fixture->anomalies.items[0].subject, "CONFIG_A");
    assert_anomaly(fixture, 1, "kconfig-assigned-twice", 7, 5);
    assert_string_equal(fixture->anomalies.items[1].detail, "'y' counts, 'x' is lost");
}

static void lines_that_are_no_kconfig_are_reported_and_passed_over(void **state)
{
    struct fixture *fixture = *state;
    const struct kconfig *config = read_text(fixture, "sensor_CONFIG_DEVICE=n\n CONFIG_A=y\nCONFIG_B =y\nCONFIG_=y\n"
                                                      "CONFIG_S=\"open\nnonsense\nCONFIG_GOOD=y\n");

    assert_int_equal(config->count, 1);
    assert_symbol(config, "CONFIG_GOOD", KCONFIG_YES, "y");
    assert_int_equal(fixture->anomalies.count, 6);
    for (uint32_t i = 0; i < 6; i++) {
        assert_anomaly(fixture, i, "malformed-kconfig-line", i + 1, 0);
    }
}

static void a_byte_order_mark_takes_the_first_line_with_it(void **state)
{
    struct fixture *fixture = *state;
    const struct kconfig *config = read_text(fixture, "\xef\xbb\xbf"
                                                      "CONFIG_A=y\nCONFIG_B=y\n");

    assert_null(kconfig_find(config, "CONFIG_A"));
    assert_symbol(config, "CONFIG_B", KCONFIG_YES, "y");
    assert_int_equal(fixture->anomalies.count, 1);
    assert_anomaly(fixture, 0, "malformed-kconfig-line", 1, 0);
}

static void other_encodings_are_reported_with_their_line(void **state)
{
    struct fixture *fixture = *state;
    const struct kconfig *config = read_text(fixture, "# gr\xc3\xbc\xc3\x9f"
                                                      "e\n# gr\xfc\xdf"
                                                      "e\nCONFIG_A=y\n");

    assert_symbol(config, "CONFIG_A", KCONFIG_YES, "y");
    assert_int_equal(fixture->anomalies.count, 1);
    assert_anomaly(fixture, 0, "not-utf8", 2, 0);
}

static void binary_is_an_input_error(void **state)
{
    struct fixture *fixture = *state;
    static const char data[] = "CONFIG_A=y\n\0CONFIG_B=y\n";
    const struct source *source = source_from_bytes(fixture->arena, "app/.config", data, sizeof data - 1);
    struct kconfig *config;

    assert_false(kconfig_read(fixture->arena, source, 0, &fixture->anomalies, &fixture->diagnostics, &config));
    assert_int_equal(fixture->diagnostics.count, 1);
    assert_int_equal(fixture->diagnostics.items[0].kind, DIAGNOSTIC_INPUT);
    assert_non_null(strstr(fixture->diagnostics.items[0].message, "is no text file"));
}

static void empty_file_is_an_incomplete_config(void **state)
{
    const struct kconfig *config = read_text(*state, "");

    assert_int_equal(config->count, 0);
    assert_false(config->complete);
    assert_null(kconfig_find(config, "CONFIG_A"));
    assert_null(kconfig_find(NULL, "CONFIG_A"));
}

static void completeness_is_counted_in_symbol_lines(void **state)
{
    struct fixture *fixture = *state;
    struct text text = text_create(fixture->arena, 1u << 20);

    for (int i = 0; i < KCONFIG_COMPLETE_IMAGE - 1; i++) {
        text_printf(&text, "# a comment\n%s%d%s\n", i % 2 == 0 ? "CONFIG_S" : "# CONFIG_S", i,
                    i % 2 == 0 ? "=y" : " is not set");
    }
    assert_false(read_text(fixture, text.data)->complete);
    text_append(&text, "CONFIG_LAST=y\n");
    assert_true(read_text(fixture, text.data)->complete);
}

static const struct source *config_of_a_build(struct arena *arena, const char *end)
{
    struct text text = text_create(arena, 1u << 20);

    for (int i = 0; i < KCONFIG_COMPLETE_IMAGE; i++) {
        text_printf(&text, "CONFIG_S%d=y\n", i);
    }
    text_append(&text, end);
    return source_from_bytes(arena, "app/.config", text.data, text.length);
}

static void a_build_s_config_without_its_end_is_an_input_error(void **state)
{
    struct fixture *fixture = *state;
    struct kconfig *config;

    assert_false(kconfig_read(fixture->arena, config_of_a_build(fixture->arena, "CONFIG_BOOT_MAX_IMG_SEC"),
                              KCONFIG_COMPLETE_IMAGE, &fixture->anomalies, &fixture->diagnostics, &config));
    assert_int_equal(fixture->diagnostics.count, 1);
    assert_int_equal(fixture->diagnostics.items[0].kind, DIAGNOSTIC_INPUT);
    assert_int_equal(fixture->diagnostics.items[0].origin.line, KCONFIG_COMPLETE_IMAGE + 1);
    assert_non_null(strstr(fixture->diagnostics.items[0].message, "the file is cut off"));
    /* A number may be cut as well. */
    assert_false(kconfig_read(fixture->arena, config_of_a_build(fixture->arena, "CONFIG_BOOT_MAX_IMG_SECTORS=25"),
                              KCONFIG_COMPLETE_IMAGE, &fixture->anomalies, &fixture->diagnostics, &config));
    assert_true(kconfig_read(fixture->arena, config_of_a_build(fixture->arena, "CONFIG_BOOT_MAX_IMG_SECTORS=256\n"),
                             KCONFIG_COMPLETE_IMAGE, &fixture->anomalies, &fixture->diagnostics, &config));
}

static void many_symbols_are_found_in_any_order(void **state)
{
    struct fixture *fixture = *state;
    struct text text = text_create(fixture->arena, 1u << 22);
    char name[32];
    const struct kconfig *config;

    for (int i = 20000; i > 0; i--) {
        text_printf(&text, "CONFIG_S%d=%d\n", i, i);
    }
    config = read_text(fixture, text.data);
    assert_int_equal(config->count, 20000);
    for (int i = 1; i <= 20000; i += 997) {
        snprintf(name, sizeof name, "CONFIG_S%d", i);
        assert_number(config, name, false, (uint64_t)i);
    }
}

static void garbage_does_not_grow_the_report(void **state)
{
    struct fixture *fixture = *state;
    struct text text = text_create(fixture->arena, 1u << 22);

    for (int i = 0; i < 100000; i++) {
        text_append(&text, "garbage\n");
    }
    (void)read_text(fixture, text.data);
    assert_in_range(fixture->anomalies.count, 1, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(set_not_set_and_absent_are_different, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers_keep_sign_and_full_range, setup, teardown),
        cmocka_unit_test_setup_teardown(strings_lose_quotes_escapes_and_rest, setup, teardown),
        cmocka_unit_test_setup_teardown(trailing_comments_are_read_as_kconfig_reads_them, setup, teardown),
        cmocka_unit_test_setup_teardown(values_of_no_type_are_kept_as_written, setup, teardown),
        cmocka_unit_test_setup_teardown(comments_assign_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(not_set_may_have_a_rest, setup, teardown),
        cmocka_unit_test_setup_teardown(line_ends_and_final_newline_do_not_matter, setup, teardown),
        cmocka_unit_test_setup_teardown(origins_name_line_and_column, setup, teardown),
        cmocka_unit_test_setup_teardown(last_assignment_wins_and_the_contradiction_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(lines_that_are_no_kconfig_are_reported_and_passed_over, setup, teardown),
        cmocka_unit_test_setup_teardown(a_byte_order_mark_takes_the_first_line_with_it, setup, teardown),
        cmocka_unit_test_setup_teardown(other_encodings_are_reported_with_their_line, setup, teardown),
        cmocka_unit_test_setup_teardown(binary_is_an_input_error, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_file_is_an_incomplete_config, setup, teardown),
        cmocka_unit_test_setup_teardown(completeness_is_counted_in_symbol_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(a_build_s_config_without_its_end_is_an_input_error, setup, teardown),
        cmocka_unit_test_setup_teardown(many_symbols_are_found_in_any_order, setup, teardown),
        cmocka_unit_test_setup_teardown(garbage_does_not_grow_the_report, setup, teardown),
    };

    return cmocka_run_group_tests_name("kconfig", tests, NULL, NULL);
}
