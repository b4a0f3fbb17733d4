/* Looks whether the examples of each rule notice when its condition changes: the whole of it turned around, and each
 * operand of its "&&" and "||" left out. What nobody notices is printed: an example is missing there.
 */
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
#include "check/expression/expression.h"
#include "check/rule/example.h"
#include "check/rule/rule.h"

/* Of a thousand operands so many may be left out unnoticed. It only ever goes down. */
#define UNNOTICED_LIMIT 93

struct built_example {
    const struct rule_example *example;
    struct project *project;
    struct update_facts updates;
};

struct bench {
    struct arena *arena;
    struct diagnostics diagnostics;
    struct rule_set *set;
    const struct rule *rule;
    struct built_example *examples; /* of the rule */
    size_t operands;
    size_t unnoticed;
};

static void build_examples(struct bench *bench, const struct rule *rule)
{
    bench->rule = rule;
    bench->examples = arena_alloc(bench->arena, rule->examples.count * sizeof *bench->examples);
    for (size_t i = 0; i < rule->examples.count; i++) {
        struct built_example *built = &bench->examples[i];

        built->example = &rule->examples.items[i];
        assert_true(
            example_project(bench->arena, built->example, NULL, &bench->diagnostics, &built->project, &built->updates));
    }
}

/* An example still says what it did: a finding where it is bad, of the consequence it asks for and one alone where it says
 * so, none where it is good.
 */
static bool holds(struct bench *bench, const struct rule *rule, const struct built_example *built)
{
    struct check_options options = { .only = rule, .today = "2026-01-01", .updates = &built->updates };
    const char *expect = built->example->expect;
    struct check_result result;

    check_project(bench->arena, bench->set, built->project, &options, &bench->diagnostics, &result);
    if (!built->example->bad) {
        return result.findings.count == 0 && (result.undecided.count > 0) == (expect != NULL);
    }
    if (built->example->once && result.findings.count != 1) {
        return false;
    }
    return result.findings.count > 0 && (expect == NULL || strcmp(result.findings.items[0].consequence, expect) == 0);
}

/* The checker runs rules of its set only, so the rule itself is changed and mended. */
static bool noticed(struct bench *bench, const struct expression *condition)
{
    struct rule *rule = (struct rule *)bench->rule;
    const struct expression *original = rule->condition;
    bool all_hold = true;

    rule->condition = condition;
    for (size_t i = 0; i < rule->examples.count && all_hold; i++) {
        all_hold = holds(bench, rule, &bench->examples[i]);
    }
    rule->condition = original;
    return !all_hold;
}

/* A copy of its own, down to definitions, which stay shared. */
static struct expression *clone(struct arena *arena, const struct expression *expression)
{
    struct expression *copy = arena_alloc(arena, sizeof *copy);

    *copy = *expression;
    copy->operands = arena_alloc(arena, (expression->operand_count + 1) * sizeof(struct expression *));
    for (size_t i = 0; i < expression->operand_count; i++) {
        copy->operands[i] = clone(arena, expression->operands[i]);
    }
    return copy;
}

static struct expression *constant(struct arena *arena, const struct expression *place, bool value)
{
    struct expression *expression = arena_alloc(arena, sizeof *expression);

    *expression = *place;
    expression->kind = EXPRESSION_BOOL;
    expression->operand_count = 0;
    expression->as.boolean = value;
    return expression;
}

/* Leaves out one operand after the other, below the whole condition. */
static void leave_out_operands(struct bench *bench, const struct expression *whole, struct expression *expression)
{
    for (size_t i = 0; i < expression->operand_count; i++) {
        struct expression *operand = expression->operands[i];

        if (expression->kind == EXPRESSION_AND || expression->kind == EXPRESSION_OR) {
            expression->operands[i] = constant(bench->arena, operand, expression->kind == EXPRESSION_AND);
            bench->operands++;
            if (!noticed(bench, whole)) {
                bench->unnoticed++;
                print_message("%s: nobody misses '%s' of %s at %s\n", bench->rule->id,
                              operand->name != NULL ? operand->name : "an operand",
                              expression->kind == EXPRESSION_AND ? "&&" : "||",
                              origin_text(bench->arena, operand->origin));
            }
            expression->operands[i] = operand;
        }
        leave_out_operands(bench, whole, operand);
    }
}

static struct bench load(void)
{
    struct bench bench = { .arena = arena_create() };

    bench.diagnostics = diagnostics_create(bench.arena);
    assert_true(rule_set_load(bench.arena, NULL, &bench.diagnostics, &bench.set));
    assert_true(rule_set_count(bench.set) > 0);
    return bench;
}

static void test_turned_around(void **state)
{
    struct bench bench = load();

    (void)state;
    for (size_t i = 0; i < rule_set_count(bench.set); i++) {
        const struct rule *rule = rule_set_at(bench.set, i);
        struct expression *operands[] = { clone(bench.arena, rule->condition) };
        struct expression turned = *rule->condition;

        build_examples(&bench, rule);
        turned.kind = EXPRESSION_NOT;
        turned.operands = operands;
        turned.operand_count = 1;
        if (!noticed(&bench, &turned)) {
            fail_msg("%s: no example notices that the condition is turned around", rule->id);
        }
        assert_false(noticed(&bench, rule->condition));
    }
    arena_destroy(bench.arena);
}

static void test_left_out(void **state)
{
    struct bench bench = load();

    (void)state;
    for (size_t i = 0; i < rule_set_count(bench.set); i++) {
        const struct rule *rule = rule_set_at(bench.set, i);
        struct expression *condition = clone(bench.arena, rule->condition);

        build_examples(&bench, rule);
        leave_out_operands(&bench, condition, condition);
    }
    print_message("%zu of %zu operands are left out unnoticed\n", bench.unnoticed, bench.operands);
    assert_true(bench.operands > 100);
    assert_true(bench.unnoticed * 1000 <= bench.operands * UNNOTICED_LIMIT);
    arena_destroy(bench.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_turned_around), cmocka_unit_test(test_left_out) };

    return cmocka_run_group_tests_name("changes of rules", tests, NULL, NULL);
}
