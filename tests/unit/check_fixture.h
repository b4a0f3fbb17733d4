/* A project made of a few texts, as rule examples make it, and expressions evaluated over it. */
#ifndef TESTS_CHECK_FIXTURE_H
#define TESTS_CHECK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/diagnostics.h"
#include "base/yaml.h"
#include "check/evaluation/eval_loops.h"
#include "check/evaluation/evaluate.h"
#include "check/evaluation/typing.h"
#include "check/rule/example.h"
#include "check/rule/rule.h"

struct check_fixture {
    struct arena *arena;
    struct diagnostics diagnostics;
    struct project *project;
    struct update_facts updates;
    struct span_tables spans;
    struct evaluation evaluation;
};

/* example is the YAML of an example without its name. */
static inline void fixture_open(struct check_fixture *fixture, const char *example)
{
    struct rule_example entry = { 0 };
    const char *yaml;
    struct yaml_node *root;

    fixture->arena = arena_create();
    fixture->diagnostics = diagnostics_create(fixture->arena);
    yaml = arena_printf(fixture->arena, "name: fixture\n%s", example);
    assert_true(yaml_parse(fixture->arena, source_from_bytes(fixture->arena, "fixture", yaml, strlen(yaml)),
                           &fixture->diagnostics, &root));
    entry.node = root;
    if (!example_project(fixture->arena, &entry, NULL, &fixture->diagnostics, &fixture->project, &fixture->updates)) {
        fail_msg("fixture: %s", fixture->diagnostics.items[0].message);
    }
    fixture->spans = (struct span_tables){ .arena = fixture->arena };
    fixture->evaluation = (struct evaluation){ .arena = fixture->arena,
                                               .project = fixture->project,
                                               .sdk_known = fixture->project->sdk_known,
                                               .sdk = fixture->project->sdk,
                                               .updates = &fixture->updates,
                                               .spans = &fixture->spans };
}

static inline void fixture_close(struct check_fixture *fixture)
{
    arena_destroy(fixture->arena);
}

/* Text of an expression that stands in line 7 of a rule file, beginning at column 10. */
static inline struct expression_text fixture_text(struct check_fixture *fixture, const char *text)
{
    const struct source *source = source_from_bytes(fixture->arena, "rules.yml", text, strlen(text));

    return (struct expression_text){ slice_of(text), { source, 7, 10 }, true };
}

/* Parses and checks; the fixture's first diagnostic says what was wrong. */
static inline bool fixture_compile(struct check_fixture *fixture, const char *text, struct expression **expression)
{
    struct typing typing = { .diagnostics = &fixture->diagnostics };

    fixture->diagnostics.count = 0;
    return expression_parse(fixture->arena, fixture_text(fixture, text), &fixture->diagnostics, expression) &&
           expression_check(&typing, *expression);
}

static inline struct value fixture_evaluate(struct check_fixture *fixture, const char *text)
{
    struct expression *expression = NULL;

    if (!fixture_compile(fixture, text, &expression)) {
        fail_msg("'%s': %s", text, fixture->diagnostics.items[0].message);
    }
    fixture->evaluation.steps = 0;
    return evaluate(&fixture->evaluation, expression, expression->type);
}

/* The value as a message prints it: "y", "n", "0x10", "?" when unknown. */
static inline void assert_value(struct check_fixture *fixture, const char *text, const char *expected)
{
    struct value value = fixture_evaluate(fixture, text);

    if (strcmp(value_print(fixture->arena, &value), expected) != 0) {
        fail_msg("'%s' is %s, expected %s", text, value_print(fixture->arena, &value), expected);
    }
}

/* All facts as "subject=value; ...", in order. */
static inline void assert_facts(struct check_fixture *fixture, const char *text, const char *expected)
{
    struct value value = fixture_evaluate(fixture, text);
    struct finding_facts facts = { 0 };
    struct text list = text_create(fixture->arena, 4096);

    assert_true(value.known);
    evidence_facts(fixture->arena, value.evidence, &facts);
    for (size_t i = 0; i < facts.count; i++) {
        text_printf(&list, "%s%s=%s", i > 0 ? "; " : "", facts.items[i].subject, facts.items[i].value);
    }
    assert_string_equal(list.data, expected);
}

/* What is missing, as "a; b". */
static inline void assert_missing(struct check_fixture *fixture, const char *text, const char *expected)
{
    struct value value = fixture_evaluate(fixture, text);
    struct string_list missing = { 0 };
    struct text list = text_create(fixture->arena, 4096);

    assert_false(value.known);
    evidence_missing_texts(fixture->arena, value.evidence, &missing);
    for (size_t i = 0; i < missing.count; i++) {
        text_printf(&list, "%s%s", i > 0 ? "; " : "", missing.items[i]);
    }
    assert_string_equal(list.data, expected);
}

/* The expression is refused with this message at this column (the text begins at column 10). */
static inline void assert_refused(struct check_fixture *fixture, const char *text, uint32_t column, const char *message)
{
    struct expression *expression;

    if (fixture_compile(fixture, text, &expression)) {
        fail_msg("'%s' was accepted", text);
    }
    assert_int_equal(fixture->diagnostics.count, 1);
    assert_string_equal(fixture->diagnostics.items[0].message, message);
    assert_int_equal(fixture->diagnostics.items[0].kind, DIAGNOSTIC_INPUT);
    assert_int_equal(fixture->diagnostics.items[0].origin.line, 7);
    assert_int_equal(fixture->diagnostics.items[0].origin.column, column);
}

#endif
