#include "check/evaluation/eval_logic.h"

#include <string.h>
#include "check/evaluation/eval_loops.h"
#include "check/evaluation/evaluate.h"

void kleene_add(struct evaluation *evaluation, struct kleene *kleene, const struct value *operand)
{
    const struct evidence **side = &kleene->all;

    if (!operand->known) {
        kleene->unknown = true;
        side = &kleene->undecided_by;
    } else if (operand->as.boolean == kleene->deciding) {
        kleene->decided = true;
        side = &kleene->decided_by;
    }
    *side = evaluation_join(evaluation, *side, operand->evidence);
}

struct value kleene_result(const struct kleene *kleene)
{
    if (kleene->decided) {
        return value_bool(kleene->deciding, kleene->decided_by);
    }
    if (kleene->unknown) {
        return value_unknown(TYPE_BOOL, kleene->undecided_by);
    }
    return value_bool(!kleene->deciding, kleene->all);
}

struct value evaluate_not(struct evaluation *evaluation, const struct expression *expression)
{
    struct value value = evaluate(evaluation, expression->operands[0], TYPE_BOOL);

    value.as.boolean = value.known && !value.as.boolean;
    return value;
}

struct value evaluate_chain(struct evaluation *evaluation, const struct expression *expression)
{
    struct kleene kleene = { .deciding = expression->kind == EXPRESSION_OR };

    for (size_t i = 0; i < expression->operand_count; i++) {
        struct value operand = evaluate(evaluation, expression->operands[i], TYPE_BOOL);

        if (evaluation->only_true_matters && !kleene.deciding && operand.known && !operand.as.boolean) {
            return value_bool(false, NULL);
        }
        kleene_add(evaluation, &kleene, &operand);
    }
    return kleene_result(&kleene);
}

/* Symbols compared with symbols: by what their files say. */
static bool equal_as_written(struct evaluation *evaluation, const struct value *left, const struct value *right)
{
    if (left->type != right->type) {
        return strcmp(value_print(evaluation->arena, left), value_print(evaluation->arena, right)) == 0;
    }
    switch (left->type) {
    case TYPE_BOOL:
        return left->as.boolean == right->as.boolean;
    case TYPE_INTEGER:
        return integer_compare(left->as.integer, right->as.integer) == 0;
    default:
        return strcmp(left->as.text, right->as.text) == 0;
    }
}

/* -1, 0, 1; for types that only know equality 0 and 1. */
static int compare(struct evaluation *evaluation, const struct value *left, const struct value *right)
{
    if (left->type == TYPE_INTEGER && right->type == TYPE_INTEGER) {
        return integer_compare(left->as.integer, right->as.integer);
    }
    if (left->type == TYPE_VERSION && right->type == TYPE_VERSION) {
        return sdk_version_compare(left->as.version, right->as.version);
    }
    return equal_as_written(evaluation, left, right) ? 0 : 1;
}

static bool holds(enum expression_operator operator, int order)
{
    switch (operator) {
    case OPERATOR_EQUAL:
        return order == 0;
    case OPERATOR_UNEQUAL:
        return order != 0;
    case OPERATOR_LESS:
        return order < 0;
    case OPERATOR_LESS_EQUAL:
        return order <= 0;
    case OPERATOR_GREATER:
        return order > 0;
    default:
        return order >= 0;
    }
}

/* A comparison is one operand; `a in [b, c]` is a == b || a == c. */
struct value evaluate_comparison(struct evaluation *evaluation, const struct expression *expression)
{
    struct value left = evaluate(evaluation, expression->operands[0], expression->operand_type);
    struct kleene kleene = { .deciding = true };

    for (size_t i = 1; i < expression->operand_count; i++) {
        struct value right = evaluate(evaluation, expression->operands[i], expression->operand_type);
        struct value result = value_unknown(TYPE_BOOL, evaluation_both(evaluation, &left, &right));

        if (left.known && right.known) {
            result.known = true;
            result.as.boolean = holds(expression->operator, compare(evaluation, &left, &right));
        }
        kleene_add(evaluation, &kleene, &result);
    }
    return kleene_result(&kleene);
}

static bool calculate(enum expression_operator operator, struct integer left, struct integer right,
                      struct integer *result)
{
    switch (operator) {
    case OPERATOR_ADD:
        return integer_add(left, right, result);
    case OPERATOR_SUBTRACT:
        return integer_subtract(left, right, result);
    case OPERATOR_MULTIPLY:
        return integer_multiply(left, right, result);
    case OPERATOR_DIVIDE:
        return integer_divide(left, right, result);
    default:
        return integer_remainder(left, right, result);
    }
}

static struct value no_integer(struct evaluation *evaluation, const struct value *left, const struct value *right,
                               enum expression_operator operator)
{
    bool division = operator== OPERATOR_DIVIDE || operator== OPERATOR_REMAINDER;

    if (division && right->as.integer.magnitude == 0) {
        return evaluation_unknown(
            evaluation, TYPE_INTEGER,
            MISSING("division of ", integer_text(evaluation->arena, left->as.integer), " by zero"));
    }
    return evaluation_unknown(evaluation, TYPE_INTEGER,
                              MISSING("overflow: a result with ", integer_text(evaluation->arena, left->as.integer),
                                      " and ", integer_text(evaluation->arena, right->as.integer),
                                      " does not fit 64 bit"));
}

struct value evaluate_arithmetic(struct evaluation *evaluation, const struct expression *expression)
{
    bool negate = expression->kind == EXPRESSION_NEGATE;
    enum expression_operator operator= negate ? OPERATOR_SUBTRACT : expression->operator;
    struct value left = negate ? value_number(0, NULL) : evaluate(evaluation, expression->operands[0], TYPE_INTEGER);
    struct value right = evaluate(evaluation, expression->operands[negate ? 0 : 1], TYPE_INTEGER);
    struct integer result;

    if (!left.known || !right.known) {
        return value_unknown(TYPE_INTEGER, evaluation_both(evaluation, &left, &right));
    }
    if (!calculate(operator, left.as.integer, right.as.integer, &result)) {
        return no_integer(evaluation, &left, &right, operator);
    }
    return value_integer(result, evaluation_both(evaluation, &left, &right));
}

/* The evidence for "no item does" is the list that was searched, not every item in it. */
struct value evaluate_loop(struct evaluation *evaluation, const struct expression *expression)
{
    struct loop_items items = evaluate_loop_items(evaluation, expression->as.loop.domain);
    struct loop_position position = { 0 };
    struct kleene kleene = { .deciding = expression->operator== OPERATOR_ANY };
    struct value result;

    if (evaluation->binding_count + expression->as.loop.variable_count > EVALUATION_BINDINGS) {
        return evaluation_unknown(evaluation, TYPE_BOOL, MISSING("too many loops stand within each other"));
    }
    while (loop_next(evaluation, &expression->as.loop, &items, &position)) {
        struct value body = evaluate(evaluation, expression->operands[0], TYPE_BOOL);

        kleene_add(evaluation, &kleene, &body);
    }
    if (!items.complete) {
        struct value more = value_unknown(TYPE_BOOL, items.evidence);

        kleene_add(evaluation, &kleene, &more);
    }
    result = kleene_result(&kleene);
    if (result.known && !kleene.decided) {
        result.evidence = items.evidence;
    }
    return result;
}
