/* The expression language: what it accepts, what it gives, and why. */
#include "check_fixture.h"

static const char symbols[] = "sdk: 3.2.1\n"
                              "mcuboot: |\n"
                              "  CONFIG_YES=y\n"
                              "  CONFIG_ALSO=y\n"
                              "  # CONFIG_OFF is not set\n"
                              "  CONFIG_NO=n\n"
                              "  CONFIG_NUMBER=256\n"
                              "  CONFIG_HEX=0x40000\n"
                              "  CONFIG_MINUS=-1\n"
                              "  CONFIG_TEXT=\"root-rsa-2048.pem\"\n"
                              "app: |\n"
                              "  CONFIG_NUMBER=256\n"
                              "  CONFIG_YES=y\n"
                              "  CONFIG_HEX=0x200\n"
                              "images: [b0]\n";

static void test_kleene_tables(void **state)
{
    /* ? stands for a symbol of an image that is not in the tree */
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        { "true && true", "y" },
        { "true && false", "n" },
        { "true && net:CONFIG_U", "?" },
        { "false && true", "n" },
        { "false && false", "n" },
        { "false && net:CONFIG_U", "n" },
        { "net:CONFIG_U && true", "?" },
        { "net:CONFIG_U && false", "n" },
        { "net:CONFIG_U && net:CONFIG_U", "?" },
        { "true || true", "y" },
        { "true || false", "y" },
        { "true || net:CONFIG_U", "y" },
        { "false || true", "y" },
        { "false || false", "n" },
        { "false || net:CONFIG_U", "?" },
        { "net:CONFIG_U || true", "y" },
        { "net:CONFIG_U || false", "?" },
        { "net:CONFIG_U || net:CONFIG_U", "?" },
        { "!true", "n" },
        { "!false", "y" },
        { "!net:CONFIG_U", "?" },
        { "!net:CONFIG_U || true", "y" },
    };
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, symbols);
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        assert_value(&fixture, rows[i].text, rows[i].expected);
    }
    fixture_close(&fixture);
}

static void test_precedence(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, symbols);
    assert_value(&fixture, "1 + 2 * 3", "0x7");
    assert_value(&fixture, "(1 + 2) * 3", "0x9");
    assert_value(&fixture, "10 - 4 - 3", "0x3");
    assert_value(&fixture, "100 / 10 / 5", "0x2");
    assert_value(&fixture, "-2 * 3 + 10 % 4", "-0x4");
    assert_value(&fixture, "-7 / 2", "-0x3");
    assert_value(&fixture, "-7 % 2", "-0x1");
    assert_value(&fixture, "1 < 2 && 2 < 1 || true", "y");
    assert_value(&fixture, "true || false && false", "y");
    assert_value(&fixture, "!true == false", "y");
    assert_value(&fixture, "! false && false", "n");
    assert_value(&fixture, "1 + 1 == 2 && 2 in [1, 1 + 1]", "y");
    assert_value(&fixture, "3 in [1, 2]", "n");
    fixture_close(&fixture);
}

static void test_integers_are_exact(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, symbols);
    assert_value(&fixture, "0xfffffffffffffffe + 1", "0xffffffffffffffff");
    assert_missing(&fixture, "0xffffffffffffffff + 1",
                   "overflow: a result with 0xffffffffffffffff and 0x1 does not fit 64 bit");
    assert_value(&fixture, "0x8000000000000000 - 0xffffffffffffffff", "-0x7fffffffffffffff");
    assert_value(&fixture, "-0x8000000000000000", "-0x8000000000000000");
    assert_value(&fixture, "-0x8000000000000001", "?");
    assert_value(&fixture, "0 - 0xffffffffffffffff", "?");
    assert_value(&fixture, "0x100000000 * 0xffffffff", "0xffffffff00000000");
    assert_value(&fixture, "0x100000000 * 0x100000000", "?");
    assert_value(&fixture, "-0x100000000 * 0x80000000", "-0x8000000000000000");
    assert_missing(&fixture, "7 / (3 - 3)", "division of 0x7 by zero");
    assert_value(&fixture, "7 % 0", "?");
    /* never wrapped: a sum that would be small again is unknown, so the comparison is */
    assert_value(&fixture, "0xffffffffffffffff + 2 < 5", "?");
    assert_value(&fixture, "-1 < 0xffffffffffffffff", "y");
    fixture_close(&fixture);
}

static void test_symbols(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, symbols);
    assert_value(&fixture, "mcuboot:CONFIG_YES", "y");
    assert_value(&fixture, "mcuboot:CONFIG_OFF || mcuboot:CONFIG_NO || mcuboot:CONFIG_ABSENT", "n");
    assert_value(&fixture, "is_set(mcuboot:CONFIG_NUMBER) && is_set(mcuboot:CONFIG_YES)", "y");
    assert_value(&fixture, "is_set(mcuboot:CONFIG_OFF) || is_set(mcuboot:CONFIG_ABSENT)", "n");
    assert_value(&fixture, "is_not_set(mcuboot:CONFIG_OFF) && is_not_set(mcuboot:CONFIG_NO)", "y");
    assert_value(&fixture, "is_not_set(mcuboot:CONFIG_ABSENT)", "n");
    assert_value(&fixture, "is_absent(mcuboot:CONFIG_ABSENT)", "y");
    assert_value(&fixture, "is_absent(mcuboot:CONFIG_OFF)", "n");
    assert_value(&fixture, "mcuboot:CONFIG_NUMBER + 1", "0x101");
    assert_value(&fixture, "mcuboot:CONFIG_MINUS == -1", "y");
    assert_value(&fixture, "ends_with(mcuboot:CONFIG_TEXT, \"rsa-2048.pem\")", "y");
    assert_value(&fixture, "mcuboot:CONFIG_TEXT == \"root-rsa-2048.pem\"", "y");
    assert_value(&fixture, "mcuboot:CONFIG_ABSENT == 3", "?");
    assert_value(&fixture, "value(mcuboot:CONFIG_ABSENT, 3) == 3", "y");
    assert_value(&fixture, "value(mcuboot:CONFIG_NUMBER, 3)", "0x100");
    assert_missing(&fixture, "mcuboot:CONFIG_TEXT > 3", "CONFIG_TEXT is 'root-rsa-2048.pem', which is no integer");
    fixture_close(&fixture);
}

static void test_symbol_against_symbol(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, symbols);
    assert_value(&fixture, "app:CONFIG_NUMBER == mcuboot:CONFIG_NUMBER", "y");
    assert_value(&fixture, "app:CONFIG_HEX != mcuboot:CONFIG_HEX", "y");
    assert_value(&fixture, "app:CONFIG_HEX < mcuboot:CONFIG_HEX", "y");
    assert_value(&fixture, "app:CONFIG_YES == mcuboot:CONFIG_YES", "y");
    assert_value(&fixture, "app:CONFIG_ABSENT == mcuboot:CONFIG_OFF", "y");
    assert_value(&fixture, "app:CONFIG_NUMBER == mcuboot:CONFIG_YES", "n");
    assert_value(&fixture, "app:CONFIG_NUMBER == net:CONFIG_NUMBER", "?");
    fixture_close(&fixture);
}

static void test_unknown_symbols(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, "complete: false\nmcuboot: |\n  CONFIG_YES=y\nimages: [app]\n");
    assert_value(&fixture, "mcuboot:CONFIG_YES", "y");
    assert_missing(
        &fixture, "mcuboot:CONFIG_PICOLIBC",
        "mcuboot:CONFIG_PICOLIBC is in no line of mcuboot/zephyr/.config, which is too short to be complete");
    assert_missing(&fixture, "app:CONFIG_YES", "app/zephyr/.config is missing");
    assert_missing(&fixture, "net:CONFIG_YES", "the .config of net is not part of this input");
    assert_value(&fixture, "is_absent(mcuboot:CONFIG_PICOLIBC)", "?");
    assert_value(&fixture, "value(mcuboot:CONFIG_PICOLIBC, 3)", "?");
    assert_missing(&fixture, "sdk >= 3.2.0", "the SDK version is unknown: give --sdk-version");
    /* only what could still change the result */
    assert_missing(&fixture, "mcuboot:CONFIG_YES && (mcuboot:CONFIG_A || net:CONFIG_B && false)",
                   "mcuboot:CONFIG_A is in no line of mcuboot/zephyr/.config, which is too short to be complete");
    fixture_close(&fixture);
}

static void test_images(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, symbols);
    assert_value(&fixture, "has_image(mcuboot) && has_image(b0)", "y");
    assert_value(&fixture, "has_image(nrf53boot) || has_sysbuild()", "n");
    assert_value(&fixture, "!(has_image(nrf53boot) && nrf53boot:CONFIG_X)", "y");
    assert_value(&fixture, "any(i in images: i.role == \"b0\")", "y");
    assert_value(&fixture, "kind == \"build\" && era == \"sysbuild-pm\" && sdk >= 3.2.0 && sdk < 3.3.0", "y");
    fixture_close(&fixture);
    fixture_open(&fixture, "kind: source\nmcuboot: CONFIG_YES=y\n");
    assert_value(&fixture, "has_board() && has_text(board, \"dk\")", "n");
    assert_value(&fixture, "has_text(board, \"dk\")", "?");
    fixture_close(&fixture);
    fixture_open(&fixture, "board: nrf5340dk/nrf5340/cpuapp\nmcuboot: CONFIG_YES=y\n");
    assert_value(&fixture, "has_board() && has_text(board, \"dk\")", "y");
    fixture_close(&fixture);
    fixture_open(&fixture, "kind: file\nmcuboot: CONFIG_YES=y\n");
    assert_value(&fixture, "has_image(mcuboot)", "y");
    assert_value(&fixture, "has_image(nrf53boot)", "?");
    fixture_close(&fixture);
}

static void test_facts_that_decided(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, symbols);
    assert_facts(&fixture, "mcuboot:CONFIG_YES && mcuboot:CONFIG_ALSO", "mcuboot:CONFIG_YES=y; mcuboot:CONFIG_ALSO=y");
    /* of a true disjunction only the true parts, of a false conjunction only the false ones */
    assert_facts(&fixture, "mcuboot:CONFIG_OFF || mcuboot:CONFIG_YES || net:CONFIG_X", "mcuboot:CONFIG_YES=y");
    assert_facts(&fixture, "mcuboot:CONFIG_YES && mcuboot:CONFIG_OFF && mcuboot:CONFIG_NO",
                 "mcuboot:CONFIG_OFF=not set; mcuboot:CONFIG_NO=not set");
    assert_facts(&fixture, "mcuboot:CONFIG_OFF || mcuboot:CONFIG_ABSENT",
                 "mcuboot:CONFIG_OFF=not set; mcuboot:CONFIG_ABSENT=absent");
    assert_facts(&fixture, "!(mcuboot:CONFIG_OFF && mcuboot:CONFIG_YES)", "mcuboot:CONFIG_OFF=not set");
    assert_facts(&fixture, "mcuboot:CONFIG_NUMBER * 2 > app:CONFIG_NUMBER && mcuboot:CONFIG_NUMBER > 1",
                 "mcuboot:CONFIG_NUMBER=256; app:CONFIG_NUMBER=256");
    assert_facts(&fixture, "value(mcuboot:CONFIG_ABSENT, 1) == 1", "mcuboot:CONFIG_ABSENT=absent");
    assert_facts(&fixture, "true && sdk > 1.0.0", "");
    fixture_close(&fixture);
}

static void test_fact_places(void **state)
{
    struct check_fixture fixture;
    struct finding_facts facts = { 0 };
    struct value value;

    (void)state;
    fixture_open(&fixture, symbols);
    value = fixture_evaluate(&fixture, "mcuboot:CONFIG_ALSO && !mcuboot:CONFIG_ABSENT");
    evidence_facts(fixture.arena, value.evidence, &facts);
    assert_int_equal(facts.count, 2);
    assert_string_equal(origin_text(fixture.arena, facts.items[0].origin), "mcuboot/zephyr/.config:2:1");
    assert_null(facts.items[0].absent_in);
    assert_string_equal(facts.items[1].absent_in, "mcuboot/zephyr/.config");
    assert_null(facts.items[1].origin.source);
    fixture_close(&fixture);
}

static void test_refused(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, symbols);
    assert_refused(&fixture, "", 10, "expression ends too early: expected a value");
    assert_refused(&fixture, "1 +", 13, "expression ends too early: expected a value");
    assert_refused(&fixture, "(1 + 2", 16, "expression ends too early: expected ')'");
    assert_refused(&fixture, "true true", 15, "unexpected 'true': expected an operator or the end of the expression");
    assert_refused(&fixture, "a = b", 12, "unexpected character 0x3d in an expression");
    assert_refused(&fixture, "\"open", 10, "text is not closed: expected '\"' at its end");
    assert_refused(&fixture, "0x10000000000000000", 10, "'0x10000000000000000' is no number of up to 64 bit");
    assert_refused(&fixture, "3.2", 10, "'3.2' is no version: expected three numbers such as 3.2.0");
    assert_refused(&fixture, "true && 3", 18, "this has type integer: expected bool");
    assert_refused(&fixture, "1 + true", 14, "this has type bool: expected integer");
    assert_refused(&fixture, "sdk == 3", 17, "this has type integer: expected version");
    assert_refused(&fixture, "\"a\" < \"b\"", 10, "a text cannot be compared by '<' or '>'");
    assert_refused(&fixture, "pm:a == pm:b", 10, "a partition cannot be compared at all");
    assert_refused(&fixture, "nothing", 10,
                   "unknown name 'nothing': expected a definition, a loop variable, sdk, era or kind");
    assert_refused(&fixture, "no_call(1)", 10, "unknown function 'no_call'");
    assert_refused(&fixture, "min(1)", 10, "'min' takes 2 arguments, not 1");
    assert_refused(&fixture, "is_set(3)", 17, "wrong argument: expected a symbol such as mcuboot:CONFIG_X");
    assert_refused(&fixture, "has_image(loader)", 20, "wrong argument: expected the name of an image such as mcuboot");
    assert_refused(&fixture, "pm:app.colour", 10, "a partition has no field 'colour'");
    assert_refused(&fixture, "any(p in maps: true)", 19,
                   "unexpected 'maps': expected pm, pm_net, statics, anomalies, images or dts_partitions");
    fixture_close(&fixture);
}

static void test_nesting_is_limited(void **state)
{
    struct check_fixture fixture;
    struct text text;
    struct expression *expression;

    (void)state;
    fixture_open(&fixture, symbols);
    text = text_create(fixture.arena, 100000);
    for (int i = 0; i < 3000; i++) {
        text_append(&text, "(");
    }
    assert_false(fixture_compile(&fixture, text.data, &expression));
    assert_non_null(strstr(fixture.diagnostics.items[0].message, "nested deeper"));
    text = text_create(fixture.arena, 100000);
    for (int i = 0; i < 1000; i++) {
        text_append(&text, "1 + ");
    }
    text_append(&text, "1");
    assert_false(fixture_compile(&fixture, text.data, &expression));
    assert_non_null(strstr(fixture.diagnostics.items[0].message, "nested deeper"));
    for (int i = 0; i < 10000; i++) {
        text_append(&text, "+");
    }
    assert_false(fixture_compile(&fixture, text.data, &expression));
    assert_string_equal(fixture.diagnostics.items[0].message, "expression is longer than 8192 bytes");
    fixture_close(&fixture);
}

static void test_functions(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, symbols);
    assert_value(&fixture, "min(3, -4)", "-0x4");
    assert_value(&fixture, "max(3, 0x10)", "0x10");
    assert_value(&fixture, "align_up(0x1001, 0x1000)", "0x2000");
    assert_value(&fixture, "align_up(0x1000, 0x1000)", "0x1000");
    assert_value(&fixture, "align_up(1, 0)", "?");
    assert_value(&fixture, "align_up(0xffffffffffffffff, 0x1000)", "?");
    assert_value(&fixture, "ceil_div(4097, 4096)", "0x2");
    assert_value(&fixture, "either(1 < 2, 3, 4)", "0x3");
    assert_value(&fixture, "either(1 > 2, 3, 4)", "0x4");
    assert_value(&fixture, "either(1 < 2, 3, 4 / 0)", "0x3");
    assert_value(&fixture, "either(1 < 2, 4 / 0, 3)", "?");
    assert_value(&fixture, "either(1 / 0 == 1, 3, 3)", "?");
    assert_value(&fixture, "misspelt(\"mcuboot_secondry\", \"mcuboot mcuboot_secondary\")", "mcuboot_secondary");
    assert_value(&fixture, "misspelt(\"mcuboot\", \"mcuboot mcuboot_secondary\") == \"\"", "y");
    assert_value(&fixture, "has_text(\"abc\", \"bc\") && starts_with(\"abc\", \"ab\") && !ends_with(\"abc\", \"ab\")",
                 "y");
    assert_value(&fixture, "dec(0x1000)", "4096");
    assert_value(&fixture, "kib(0xe0000)", "896 KiB");
    assert_value(&fixture, "kib(0xe0001)", "917505 bytes");
    assert_value(&fixture, "\"say \\\"so\\\"\"", "say \"so\"");
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kleene_tables),
        cmocka_unit_test(test_precedence),
        cmocka_unit_test(test_integers_are_exact),
        cmocka_unit_test(test_symbols),
        cmocka_unit_test(test_symbol_against_symbol),
        cmocka_unit_test(test_unknown_symbols),
        cmocka_unit_test(test_images),
        cmocka_unit_test(test_facts_that_decided),
        cmocka_unit_test(test_fact_places),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_nesting_is_limited),
        cmocka_unit_test(test_functions),
    };

    return cmocka_run_group_tests_name("expressions", tests, NULL, NULL);
}
