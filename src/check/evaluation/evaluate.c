#include "check/evaluation/evaluate.h"

#include <string.h>
#include "check/evaluation/eval_deployed.h"
#include "check/evaluation/eval_devicetree.h"
#include "check/evaluation/eval_kconfig.h"
#include "check/evaluation/eval_logic.h"
#include "check/evaluation/eval_partitions.h"
#include "check/evaluation/functions.h"
#include "check/evaluation/typing.h"

static struct value evaluate_sdk(struct evaluation *evaluation)
{
    if (!evaluation->sdk_known) {
        return evaluation_unknown(evaluation, TYPE_VERSION, MISSING("the SDK version is unknown: give --sdk-version"));
    }
    return value_version(evaluation->sdk, NULL);
}

static struct value evaluate_era(struct evaluation *evaluation)
{
    if (evaluation->project->era == ERA_UNKNOWN) {
        const struct missing missing = { { "which build system made this is unknown" },
                                         evaluation->project->kind != PROJECT_SOURCE };

        return evaluation_unknown(evaluation, TYPE_TEXT, &missing);
    }
    return value_text(project_era_name(evaluation->project->era), NULL);
}

static struct value evaluate_board(struct evaluation *evaluation)
{
    if (evaluation->project->board == NULL) {
        const struct missing missing = { { "the board is unknown: give --board" },
                                         evaluation->project->kind == PROJECT_FILE };

        return evaluation_unknown(evaluation, TYPE_TEXT, &missing);
    }
    return value_text(evaluation->project->board, NULL);
}

static const char *kind_text(enum project_kind kind)
{
    static const char *const names[] = {
        [PROJECT_BUILD] = "build", [PROJECT_SOURCE] = "source", [PROJECT_FILE] = "file"
    };

    return names[kind];
}

/* A definition sees none of the variables around it, but may bind its own. */
static struct value evaluate_definition(struct evaluation *evaluation, const struct definition *definition,
                                        enum value_type wanted)
{
    size_t frame = evaluation->frame;
    struct value value;

    evaluation->frame = evaluation->binding_count;
    value = evaluate(evaluation, definition->expression, wanted);
    evaluation->frame = frame;
    return value;
}

static struct value evaluate_name(struct evaluation *evaluation, const struct expression *word, enum value_type wanted)
{
    switch (word->name_kind) {
    case NAME_SDK:
        return evaluate_sdk(evaluation);
    case NAME_ERA:
        return evaluate_era(evaluation);
    case NAME_KIND:
        return value_text(kind_text(evaluation->project->kind), NULL);
    case NAME_BOARD:
        return evaluate_board(evaluation);
    case NAME_VARIABLE:
        return evaluate_variable(evaluation, word->variable);
    case NAME_DEFINITION:
        return evaluate_definition(evaluation, word->definition, wanted);
    case NAME_UNRESOLVED:
        break;
    }
    return value_unknown(word->type, NULL);
}

static struct value evaluate_attribute(struct evaluation *evaluation, const struct expression *expression)
{
    struct value owner = evaluate(evaluation, expression->operands[0], expression->operands[0]->type);

    if (!owner.known) {
        return value_unknown(expression->type, owner.evidence);
    }
    switch (owner.type) {
    case TYPE_PARTITION:
        return evaluate_partition_field(evaluation, &owner, expression->attribute);
    case TYPE_NODE:
        return evaluate_node_field(evaluation, &owner, expression->attribute);
    case TYPE_ANOMALY:
        return evaluate_anomaly_field(evaluation, owner.as.anomaly, expression->attribute);
    case TYPE_IMAGE:
        return evaluate_image_field(evaluation, owner.as.image, expression->attribute);
    case TYPE_BOOL:
    case TYPE_INTEGER:
    case TYPE_TEXT:
    case TYPE_VERSION:
    case TYPE_SYMBOL:
        break;
    }
    return value_unknown(expression->type, NULL);
}

static struct value evaluate_literal(const struct expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_BOOL:
        return value_bool(expression->as.boolean, NULL);
    case EXPRESSION_NUMBER:
        return value_integer(expression->as.number, NULL);
    case EXPRESSION_TEXT:
        return value_text(expression->as.text, NULL);
    default:
        return value_version(expression->as.version, NULL);
    }
}

static struct value evaluate_operation(struct evaluation *evaluation, const struct expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_NOT:
        return evaluate_not(evaluation, expression);
    case EXPRESSION_AND:
    case EXPRESSION_OR:
        return evaluate_chain(evaluation, expression);
    case EXPRESSION_COMPARE:
    case EXPRESSION_IN:
        return evaluate_comparison(evaluation, expression);
    case EXPRESSION_LOOP:
        return evaluate_loop(evaluation, expression);
    default:
        return evaluate_arithmetic(evaluation, expression);
    }
}

static struct value evaluate_inner(struct evaluation *evaluation, const struct expression *expression,
                                   enum value_type wanted)
{
    switch (expression->kind) {
    case EXPRESSION_SYMBOL:
        return evaluate_symbol(evaluation, expression, wanted);
    case EXPRESSION_PARTITION:
        return evaluate_partition(evaluation, expression);
    case EXPRESSION_NAME:
        return evaluate_name(evaluation, expression, wanted);
    case EXPRESSION_ATTRIBUTE:
        return evaluate_attribute(evaluation, expression);
    case EXPRESSION_CALL:
        return expression->function->evaluate(evaluation, expression, wanted);
    default:
        return evaluate_operation(evaluation, expression);
    }
}

/* These hand on a false operand as a false result; below all others its reasons may be asked for. */
static bool keeps_truth(enum expression_kind kind)
{
    return kind == EXPRESSION_AND || kind == EXPRESSION_OR || kind == EXPRESSION_LOOP || kind == EXPRESSION_NAME;
}

struct value evaluate(struct evaluation *evaluation, const struct expression *expression, enum value_type wanted)
{
    bool only_true_matters = evaluation->only_true_matters;
    struct value value;

    if (++evaluation->steps > EVALUATION_STEPS) {
        return evaluation_unknown(evaluation, expression->type,
                                  MISSING("the rule needs more steps than the limit allows"));
    }
    if (expression->kind <= EXPRESSION_VERSION) {
        return evaluate_literal(expression);
    }
    evaluation->only_true_matters = only_true_matters && keeps_truth(expression->kind);
    value = evaluate_inner(evaluation, expression, wanted);
    evaluation->only_true_matters = only_true_matters;
    return value;
}
