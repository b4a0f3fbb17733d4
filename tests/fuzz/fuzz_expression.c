/* Any bytes as an expression: refused with one error, or typed and evaluated without a complaint of the sanitizers. */
#include <stdint.h>
#include <stdlib.h>

#include "check/evaluation/typing.h"
#include "check_project_fixture.h"
#include "check/evaluation/evaluate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run(struct arena *arena, const struct expression *expression)
{
    struct span_tables spans = { .arena = arena };
    struct evaluation evaluation = { .arena = arena, .sdk_known = true, .sdk = { 3, 2, 1 }, .spans = &spans };
    struct finding_facts facts = { 0 };
    struct string_list missing = { 0 };
    struct value value;

    evaluation.project = fixture_project(&evaluation.updates);
    value = evaluate(&evaluation, expression, expression->type);
    evidence_facts(arena, value.evidence, &facts);
    evidence_missing_texts(arena, value.evidence, &missing);
    if (value_print(arena, &value) == NULL || evaluation.binding_count != 0 || (!value.known && missing.count == 0)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source = source_from_bytes(arena, "expression", data, size);
    struct expression_text text = { { source->data, source->size }, { source, 1, 1 }, true };
    struct typing typing = { .diagnostics = &diagnostics };
    struct expression *expression;

    if (expression_parse(arena, text, &diagnostics, &expression) && expression_check(&typing, expression)) {
        run(arena, expression);
    } else if (diagnostics.count != 1) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}
