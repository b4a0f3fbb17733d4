/* Runs every example of every rule file: one reported test an example, and one a rule for what each rule must have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/diagnostics.h"
#include "check/checker.h"
#include "check/rule/example.h"
#include "check/rule/rule.h"

struct example_case {
    const struct rule_set *set;
    const struct rule *rule;
    const struct rule_example *example; /* NULL: the rule as a whole */
};

static void fail_with_diagnostics(struct arena *arena, const struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        print_error("%s: %s\n", origin_text(arena, diagnostics->items[i].origin), diagnostics->items[i].message);
    }
    fail_msg("the example could not be read");
}

static void print_missing(const struct check_result *result)
{
    for (size_t i = 0; i < result->undecided.count; i++) {
        for (size_t k = 0; k < result->undecided.items[i].missing.count; k++) {
            print_error("missing: %s\n", result->undecided.items[i].missing.items[k]);
        }
    }
}

/* A bad example gives a finding, with the consequence it asks for. */
static void assert_bad(const struct rule_example *example, const struct check_result *result)
{
    if (result->findings.count == 0) {
        print_missing(result);
        fail_msg("no finding%s", result->undecided.count > 0 ? ", but undecided" : "");
    }
    for (size_t i = 0; i < result->findings.count; i++) {
        assert_string_not_equal(result->findings.items[i].message, "");
        assert_string_not_equal(result->findings.items[i].device_effect, "");
        assert_int_equal(strlen(result->findings.items[i].fingerprint), 16);
    }
    if (example->once) {
        assert_int_equal(result->findings.count, 1);
    }
    if (example->expect != NULL) {
        assert_string_equal(result->findings.items[0].consequence, example->expect);
    }
}

/* A good one gives none, and is decided unless it says otherwise. */
static void assert_good(const struct rule_example *example, const struct check_result *result)
{
    bool undecided = example->expect != NULL && strcmp(example->expect, "undecided") == 0;

    if (result->findings.count > 0) {
        fail_msg("finding: %s", result->findings.items[0].message);
    }
    if (!undecided) {
        print_missing(result);
    }
    assert_int_equal(result->undecided.count, undecided ? 1 : 0);
}

static void test_example(void **state)
{
    const struct example_case *one = *state;
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct check_options options = { .only = one->rule, .today = "2026-01-01" };
    struct update_facts updates;
    struct check_result result;
    struct project *project;

    if (!example_project(arena, one->example, NULL, &diagnostics, &project, &updates)) {
        fail_with_diagnostics(arena, &diagnostics);
    }
    options.updates = &updates;
    check_project(arena, one->set, project, &options, &diagnostics, &result);
    if (one->example->bad) {
        assert_bad(one->example, &result);
    } else {
        assert_good(one->example, &result);
    }
    arena_destroy(arena);
}

/* Without a bad and a good example nobody knows what the rule means. */
static void test_rule(void **state)
{
    const struct example_case *one = *state;
    size_t bad = 0;

    for (size_t i = 0; i < one->rule->examples.count; i++) {
        bad += one->rule->examples.items[i].bad;
    }
    assert_true(bad > 0);
    assert_true(one->rule->examples.count > bad);
    assert_non_null(one->rule->vendor_check);
    assert_true(one->rule->witness != NULL || one->rule->witness_none != NULL);
}

struct cases {
    struct CMUnitTest *items;
    size_t count;
    size_t capacity;
};

static void add(struct arena *arena, struct cases *cases, const struct rule_set *set, const struct rule *rule,
                const struct rule_example *example)
{
    struct example_case *one = arena_alloc(arena, sizeof *one);
    const char *kind = example == NULL ? "rule" : example->bad ? "bad" : "good";
    const char *name = arena_printf(arena, "%s %s: %s", rule->id, kind, example == NULL ? rule->name : example->name);

    *one = (struct example_case){ set, rule, example };
    *ARENA_PUSH(arena, cases) =
        (struct CMUnitTest){ name, example == NULL ? test_rule : test_example, NULL, NULL, one };
}

int main(void)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct cases cases = { 0 };
    struct rule_set *set;
    int failed;

    if (!rule_set_load(arena, NULL, &diagnostics, &set)) {
        for (size_t i = 0; i < diagnostics.count; i++) {
            fprintf(stderr, "%s: %s\n", origin_text(arena, diagnostics.items[i].origin), diagnostics.items[i].message);
        }
        return 1;
    }
    for (size_t i = 0; i < rule_set_count(set); i++) {
        const struct rule *rule = rule_set_at(set, i);

        add(arena, &cases, set, rule, NULL);
        for (size_t k = 0; k < rule->examples.count; k++) {
            add(arena, &cases, set, rule, &rule->examples.items[k]);
        }
    }
    failed = cases.count == 0 ? 1 : _cmocka_run_group_tests("rule examples", cases.items, cases.count, NULL, NULL);
    arena_destroy(arena);
    return failed;
}
