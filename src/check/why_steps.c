#include "check/why.h"

#include "check/evaluation/typing.h"
#include "check/expression/expression_text.h"

#define STEPS_LIMIT 400
#define STEPS_DEPTH 12

const char *why_answer(const struct value *value)
{
    return !value->known ? "unknown" : value->as.boolean ? "yes" : "no";
}

/* `!has_image(b0)` says as much as the part without the '!'. */
static bool is_made_of_parts(const struct expression *expression)
{
    if (expression->kind == EXPRESSION_NOT) {
        return is_made_of_parts(expression->operands[0]);
    }
    return expression->kind == EXPRESSION_AND || expression->kind == EXPRESSION_OR ||
           (expression->kind == EXPRESSION_NAME && expression->name_kind == NAME_DEFINITION);
}

/* What is longer is not read by anyone, and its parts follow. */
#define LONGEST_CHAIN 120

static const char *words_of(struct arena *arena, const struct expression *expression)
{
    struct text text = text_create(arena, 2 * EXPRESSION_LENGTH_LIMIT);
    bool inverted = expression->kind == EXPRESSION_NOT;
    const struct expression *chain = inverted ? expression->operands[0] : expression;

    expression_print(&text, expression);
    if (text.length <= LONGEST_CHAIN || (chain->kind != EXPRESSION_AND && chain->kind != EXPRESSION_OR)) {
        return text.data;
    }
    return arena_printf(arena, "%s%s of the %zu that follow%s", inverted ? "not (" : "",
                        chain->kind == EXPRESSION_AND ? "all" : "any", chain->operand_count, inverted ? ")" : "");
}

static void take_apart(struct evaluation *evaluation, const struct expression *expression, unsigned depth,
                       struct why_steps *steps);

static void take_parts(struct evaluation *evaluation, const struct expression *expression, unsigned depth,
                       struct why_steps *steps)
{
    size_t frame = evaluation->frame;

    if (expression->kind == EXPRESSION_NAME) {
        /* A definition sees none of the variables around it. */
        evaluation->frame = evaluation->binding_count;
        take_apart(evaluation, expression->definition->expression, depth, steps);
        evaluation->frame = frame;
        return;
    }
    for (size_t i = 0; i < expression->operand_count; i++) {
        take_apart(evaluation, expression->operands[i], depth, steps);
    }
}

static void take_apart(struct evaluation *evaluation, const struct expression *expression, unsigned depth,
                       struct why_steps *steps)
{
    struct arena *arena = evaluation->arena;
    bool parts = is_made_of_parts(expression) && depth < STEPS_DEPTH;
    struct why_step *step;
    struct value value;

    if (steps->count >= STEPS_LIMIT) {
        return;
    }
    evaluation->steps = 0;
    value = evaluate(evaluation, expression, TYPE_BOOL);
    step = ARENA_PUSH(arena, steps);
    *step = (struct why_step){ .depth = depth, .text = words_of(arena, expression), .value = why_answer(&value) };
    if (parts) {
        take_parts(evaluation, expression, depth + 1, steps);
    } else if (value.known) {
        evidence_facts(arena, value.evidence, &step->facts);
    } else {
        evidence_missing_texts(arena, value.evidence, &step->missing);
    }
}

void why_take_apart(struct evaluation *evaluation, const struct expression *expression, struct why_steps *steps)
{
    take_apart(evaluation, expression, 0, steps);
}
