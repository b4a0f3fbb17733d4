/* Baselines: which finding of which input an entry stands for, and which entries are left over. */
#include "waiver_bench.h"

#include "check/waiver/baseline.h"

#define DK "nrf5340dk/nrf5340/cpuapp"

/* Findings of the project: big-partition for each partition, and symbol. */
enum { FOUND = 4 };

static void take_baseline(struct bench *bench, struct baseline *baseline)
{
    baseline_of(bench->fixture.arena, bench->set, "b.json", &bench->checks, baseline);
    bench->checks.count = 0;
}

/* How many findings of the last check the baseline knows. */
static unsigned apply(struct bench *bench, const struct baseline *baseline)
{
    const struct check_result *result = bench->checks.items[bench->checks.count - 1].result;
    unsigned marked = 0;

    baseline_apply(bench->fixture.arena, bench->set, baseline, &bench->checks);
    for (size_t i = 0; i < result->findings.count; i++) {
        marked += result->findings.items[i].in_baseline;
    }
    assert_int_equal(result->summary.baseline, marked);
    return marked;
}

static unsigned counted(const struct check_result *result)
{
    unsigned count = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(result->summary.count); i++) {
        count += (unsigned)result->summary.count[i];
    }
    return count;
}

static void test_entries_are_of_an_input(void **state)
{
    struct bench bench;
    struct baseline baseline;
    struct check_result *result;

    (void)state;
    open_bench(&bench);
    assert_int_equal(check(&bench, "", DK)->findings.count, FOUND);
    take_baseline(&bench, &baseline);
    assert_int_equal(baseline.entries.count, FOUND);
    result = (struct check_result *)check(&bench, "", DK);
    assert_int_equal(counted(result), FOUND);
    assert_int_equal(apply(&bench, &baseline), FOUND);
    assert_int_equal(counted(result), 0);
    assert_false(check_fails(result, SEVERITY_NOTE, false));
    (void)check(&bench, "", "thingy53/nrf5340/cpuapp");
    assert_int_equal(apply(&bench, &baseline), 0);
    (void)check(&bench, "", NULL);
    assert_int_equal(apply(&bench, &baseline), 0);
    result = (struct check_result *)check(&bench, "", DK);
    result->file_suffix = "release";
    assert_int_equal(apply(&bench, &baseline), 0);
    result = (struct check_result *)check(&bench, "", DK);
    result->path = "elsewhere";
    assert_int_equal(apply(&bench, &baseline), 0);
    fixture_close(&bench.fixture);
}

/* Two boards in one call: an entry for each. */
static void test_entries_of_two_boards(void **state)
{
    struct bench bench;
    struct baseline baseline;

    (void)state;
    open_bench(&bench);
    (void)check(&bench, "", DK);
    (void)check(&bench, "", "thingy53/nrf5340/cpuapp");
    take_baseline(&bench, &baseline);
    assert_int_equal(baseline.entries.count, 2 * FOUND);
    assert_string_equal(baseline.entries.items[0].board, DK);
    assert_string_equal(baseline.entries.items[FOUND].board, "thingy53/nrf5340/cpuapp");
    (void)check(&bench, "", DK);
    (void)check(&bench, "", DK);
    take_baseline(&bench, &baseline);
    assert_int_equal(baseline.entries.count, FOUND); /* one input twice */
    fixture_close(&bench.fixture);
}

static void test_severities(void **state)
{
    struct bench bench;
    struct baseline baseline;

    (void)state;
    open_bench(&bench);
    (void)check(&bench, "severities: {symbol: warning}\n", DK);
    take_baseline(&bench, &baseline);
    (void)check(&bench, "severities: {symbol: warning}\n", DK);
    assert_int_equal(apply(&bench, &baseline), FOUND);
    (void)check(&bench, "severities: {symbol: note}\n", DK);
    assert_int_equal(apply(&bench, &baseline), FOUND);
    (void)check(&bench, "severities: {symbol: error}\n", DK);
    assert_int_equal(apply(&bench, &baseline), FOUND - 1);
    for (size_t i = 0; i < baseline.entries.count; i++) {
        baseline.entries.items[i].severity = NULL; /* an error at most */
    }
    (void)check(&bench, "severities: {symbol: error}\n", DK);
    assert_int_equal(apply(&bench, &baseline), FOUND);
    (void)check(&bench, "", DK);
    assert_int_equal(apply(&bench, &baseline), FOUND - 1);
    fixture_close(&bench.fixture);
}

/* Neither what is waived nor what is about waivers. */
static void test_what_is_left_out(void **state)
{
    static const char config[] = "waivers:\n- {rule: symbol, reason: r}\n- {rule: big-partition, subject: a}\n";
    struct bench bench;
    struct baseline baseline;

    (void)state;
    open_bench(&bench);
    (void)check(&bench, config, DK);
    waiver_findings_add(bench.fixture.arena, bench.set, &bench.checks, true);
    assert_int_equal(bench.checks.items[0].result->findings.count, FOUND + 1);
    take_baseline(&bench, &baseline);
    assert_int_equal(baseline.entries.count, FOUND - 1);
    for (size_t i = 0; i < baseline.entries.count; i++) {
        assert_string_equal(baseline.entries.items[i].rule, "N53-9001");
    }
    (void)check(&bench, "waivers:\n- {rule: big-partition, reason: r, subject: a}\n", DK);
    assert_int_equal(apply(&bench, &baseline), FOUND - 2); /* the waiver comes first */
    fixture_close(&bench.fixture);
}

static const char *notes(const struct check_result *result, struct arena *arena)
{
    struct text text = text_create(arena, 10000);

    for (size_t i = 0; i < result->notes.count; i++) {
        if (strstr(result->notes.items[i], "baseline") != NULL) {
            text_append(&text, result->notes.items[i]);
        }
    }
    return text.data;
}

/* What does not occur any more is said where the rule could have spoken. */
static void test_what_is_gone(void **state)
{
    struct bench bench;
    struct arena *arena;
    struct baseline baseline;
    const struct check_result *result;

    (void)state;
    open_bench(&bench);
    arena = bench.fixture.arena;
    (void)check(&bench, "", DK);
    take_baseline(&bench, &baseline);
    result = check(&bench, "", DK);
    (void)apply(&bench, &baseline);
    assert_string_equal(notes(result, arena), "");
    for (size_t i = 0; i < baseline.entries.count; i++) {
        baseline.entries.items[i].fingerprint = "0123456789abcdef";
        baseline.entries.items[i].origin.line = 7 + (uint32_t)i;
    }
    result = check(&bench, "severities: {symbol: off}\n", DK);
    assert_int_equal(apply(&bench, &baseline), 0);
    assert_string_equal(notes(result, arena),
                        "3 findings of the baseline do not occur any more and can be removed from b.json: "
                        "N53-9001 (line 8), N53-9001 (line 9), N53-9001 (line 10)");
    baseline.entries.count = 2;
    baseline.entries.items[1].rule = "N53-9003"; /* undecided: nobody knows */
    result = check(&bench, "severities: {symbol: note}\n", DK);
    (void)apply(&bench, &baseline);
    assert_string_equal(notes(result, arena), "1 finding of the baseline does not occur any more and can be removed "
                                              "from b.json: N53-9002 (line 7)");
    baseline.entries.items[0].rule = "N53-9004"; /* of other releases */
    baseline.entries.items[1].rule = "N53-9999"; /* a rule that there is not any more */
    result = check(&bench, "", DK);
    (void)apply(&bench, &baseline);
    assert_string_equal(notes(result, arena),
                        "2 findings of the baseline do not occur any more and can be removed from b.json: "
                        "N53-9004 (line 7), N53-9999 (line 8)");
    result = check(&bench, "", "thingy53/nrf5340/cpuapp");
    (void)apply(&bench, &baseline);
    assert_string_equal(notes(result, arena), "");
    fixture_close(&bench.fixture);
}

static void test_long_lists_are_cut(void **state)
{
    struct bench bench;
    struct baseline baseline = { .path = "b.json" };
    const struct check_result *result;
    const char *text;

    (void)state;
    open_bench(&bench);
    (void)check(&bench, "", DK);
    take_baseline(&bench, &baseline);
    for (size_t i = 0; i < 12; i++) {
        struct baseline_entry entry = baseline.entries.items[0];

        entry.fingerprint = "0123456789abcdef";
        entry.origin.line = 100 + (uint32_t)i;
        *ARENA_PUSH(bench.fixture.arena, &baseline.entries) = entry;
    }
    result = check(&bench, "", DK);
    (void)apply(&bench, &baseline);
    text = notes(result, bench.fixture.arena);
    assert_non_null(strstr(text, "12 findings"));
    assert_non_null(strstr(text, "(line 100), "));
    assert_non_null(strstr(text, "(line 109), ..."));
    assert_null(strstr(text, "(line 110)"));
    fixture_close(&bench.fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries_are_of_an_input),
        cmocka_unit_test(test_entries_of_two_boards),
        cmocka_unit_test(test_severities),
        cmocka_unit_test(test_what_is_left_out),
        cmocka_unit_test(test_what_is_gone),
        cmocka_unit_test(test_long_lists_are_cut),
    };

    return cmocka_run_group_tests_name("baseline", tests, NULL, NULL);
}
