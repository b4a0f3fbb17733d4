#include "check/evaluation/functions.h"

#include <inttypes.h>
#include <string.h>
#include "check/evaluation/eval_deployed.h"
#include "check/evaluation/eval_devicetree.h"
#include "check/evaluation/eval_images.h"
#include "check/evaluation/eval_kconfig.h"
#include "check/evaluation/eval_partitions.h"
#include "check/evaluation/evaluate.h"
#include "check/evaluation/key_file.h"
#include "check/expression/spelling.h"

static struct value call_exists(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value place = evaluate(evaluation, call->operands[0], call->operands[0]->type);

    (void)wanted;
    return call->operands[0]->type == TYPE_PARTITION ? partition_exists(evaluation, &place)
                                                     : node_exists(evaluation, &place);
}

/* Both arguments of a call; the result carries their evidence. */
static bool arguments(struct evaluation *evaluation, const struct expression *call, enum value_type type,
                      struct value *left, struct value *right, const struct evidence **evidence)
{
    *left = evaluate(evaluation, call->operands[0], type);
    *right = evaluate(evaluation, call->operands[1], type);
    *evidence = evaluation_both(evaluation, left, right);
    return left->known && right->known;
}

static struct value call_text_test(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value text;
    struct value part;
    const struct evidence *evidence;
    bool yes;

    (void)wanted;
    if (!arguments(evaluation, call, TYPE_TEXT, &text, &part, &evidence)) {
        return value_unknown(TYPE_BOOL, evidence);
    }
    if (strcmp(call->name, "starts_with") == 0) {
        yes = slice_starts_with(slice_of(text.as.text), part.as.text);
    } else if (strcmp(call->name, "ends_with") == 0) {
        yes = text_ends_with(text.as.text, part.as.text);
    } else {
        yes = strstr(text.as.text, part.as.text) != NULL;
    }
    return value_bool(yes, evidence);
}

static struct value call_least_or_most(struct evaluation *evaluation, const struct expression *call,
                                       enum value_type wanted)
{
    struct value left;
    struct value right;
    const struct evidence *evidence;
    bool left_is_less;

    (void)wanted;
    if (!arguments(evaluation, call, TYPE_INTEGER, &left, &right, &evidence)) {
        return value_unknown(TYPE_INTEGER, evidence);
    }
    left_is_less = integer_compare(left.as.integer, right.as.integer) < 0;
    return value_integer(left_is_less == (strcmp(call->name, "min") == 0) ? left.as.integer : right.as.integer,
                         evidence);
}

/* The operand that is not taken may be unknown: what it asks for need not be there. */
static struct value call_either(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value first = evaluate(evaluation, call->operands[0], TYPE_BOOL);
    struct value taken;

    (void)wanted;
    if (!first.known) {
        return value_unknown(TYPE_INTEGER, first.evidence);
    }
    taken = evaluate(evaluation, call->operands[first.as.boolean ? 1 : 2], TYPE_INTEGER);
    taken.evidence = evaluation_both(evaluation, &first, &taken);
    return taken;
}

static struct value call_rounding(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value value;
    struct value step;
    const struct evidence *evidence;
    struct integer result;
    bool good;

    (void)wanted;
    if (!arguments(evaluation, call, TYPE_INTEGER, &value, &step, &evidence)) {
        return value_unknown(TYPE_INTEGER, evidence);
    }
    good = strcmp(call->name, "align_up") == 0 ? integer_align_up(value.as.integer, step.as.integer, &result)
                                               : integer_ceil_div(value.as.integer, step.as.integer, &result);
    if (!good) {
        return evaluation_unknown(evaluation, TYPE_INTEGER,
                                  MISSING(call->name, " of ", integer_text(evaluation->arena, value.as.integer),
                                          " and ", integer_text(evaluation->arena, step.as.integer),
                                          " has no 64 bit result"));
    }
    return value_integer(result, evidence);
}

/* Unlike the board itself this is known in a tree that names none. */
static struct value call_has_board(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    (void)call;
    (void)wanted;
    return value_bool(evaluation->project->board != NULL, NULL);
}

static struct value call_dec(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value value = evaluate(evaluation, call->operands[0], TYPE_INTEGER);

    (void)wanted;
    if (!value.known) {
        return value_unknown(TYPE_TEXT, value.evidence);
    }
    return value_text(
        arena_printf(evaluation->arena, "%s%" PRIu64, value.as.integer.negative ? "-" : "", value.as.integer.magnitude),
        value.evidence);
}

/* Sizes that are no whole number of KiB are shown in bytes: rounding would hide what matters. */
static struct value call_kib(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value value = evaluate(evaluation, call->operands[0], TYPE_INTEGER);
    bool whole;

    (void)wanted;
    if (!value.known) {
        return value_unknown(TYPE_TEXT, value.evidence);
    }
    whole = value.as.integer.magnitude % 1024 == 0;
    return value_text(arena_printf(evaluation->arena, "%s%" PRIu64 " %s", value.as.integer.negative ? "-" : "",
                                   whole ? value.as.integer.magnitude / 1024 : value.as.integer.magnitude,
                                   whole ? "KiB" : "bytes"),
                      value.evidence);
}

static struct value call_misspelt(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value name;
    struct value names;
    const struct evidence *evidence;

    (void)wanted;
    if (!arguments(evaluation, call, TYPE_TEXT, &name, &names, &evidence)) {
        return value_unknown(TYPE_TEXT, evidence);
    }
    return value_text(misspelt_name(evaluation->arena, name.as.text, names.as.text), evidence);
}

/* Sorted by name. */
static const struct function functions[] = {
    { "align_up", 2, { ARGUMENT_INTEGER, ARGUMENT_INTEGER }, TYPE_INTEGER, call_rounding },
    { "ceil_div", 2, { ARGUMENT_INTEGER, ARGUMENT_INTEGER }, TYPE_INTEGER, call_rounding },
    { "cell", 2, { ARGUMENT_NODE, ARGUMENT_TEXT }, TYPE_INTEGER, call_cell },
    { "chosen", 2, { ARGUMENT_IMAGE, ARGUMENT_TEXT }, TYPE_NODE, call_chosen },
    { "compatible_node", 2, { ARGUMENT_IMAGE, ARGUMENT_TEXT }, TYPE_NODE, call_compatible_node },
    { "contains", 2, { ARGUMENT_PARTITION, ARGUMENT_PARTITION }, TYPE_BOOL, call_in_span },
    { "dec", 1, { ARGUMENT_INTEGER }, TYPE_TEXT, call_dec },
    { "deployed", 1, { ARGUMENT_DEFAULT }, TYPE_SYMBOL, call_deployed },
    { "either", 3, { ARGUMENT_BOOL, ARGUMENT_INTEGER, ARGUMENT_INTEGER }, TYPE_INTEGER, call_either },
    { "ends_with", 2, { ARGUMENT_TEXT, ARGUMENT_TEXT }, TYPE_BOOL, call_text_test },
    { "exists", 1, { ARGUMENT_PLACE }, TYPE_BOOL, call_exists },
    { "has_board", 0, { ARGUMENT_INTEGER }, TYPE_BOOL, call_has_board },
    { "has_deployed", 0, { ARGUMENT_INTEGER }, TYPE_BOOL, call_has_deployed },
    { "has_image", 1, { ARGUMENT_IMAGE }, TYPE_BOOL, call_has_image },
    { "has_map", 1, { ARGUMENT_MAP }, TYPE_BOOL, call_has_map },
    { "has_sysbuild", 0, { ARGUMENT_INTEGER }, TYPE_BOOL, call_has_sysbuild },
    { "has_text", 2, { ARGUMENT_TEXT, ARGUMENT_TEXT }, TYPE_BOOL, call_text_test },
    { "in_span", 2, { ARGUMENT_PARTITION, ARGUMENT_PARTITION }, TYPE_BOOL, call_in_span },
    { "is_absent", 1, { ARGUMENT_SYMBOL }, TYPE_BOOL, call_is_absent },
    { "is_compatible", 2, { ARGUMENT_NODE, ARGUMENT_TEXT }, TYPE_BOOL, call_is_compatible },
    { "is_not_set", 1, { ARGUMENT_SYMBOL }, TYPE_BOOL, call_is_not_set },
    { "is_set", 1, { ARGUMENT_SYMBOL }, TYPE_BOOL, call_is_set },
    { "key_file", 1, { ARGUMENT_TEXT }, TYPE_TEXT, call_key_file },
    { "kib", 1, { ARGUMENT_INTEGER }, TYPE_TEXT, call_kib },
    { "max", 2, { ARGUMENT_INTEGER, ARGUMENT_INTEGER }, TYPE_INTEGER, call_least_or_most },
    { "min", 2, { ARGUMENT_INTEGER, ARGUMENT_INTEGER }, TYPE_INTEGER, call_least_or_most },
    { "misspelt", 2, { ARGUMENT_TEXT, ARGUMENT_TEXT }, TYPE_TEXT, call_misspelt },
    { "node", 2, { ARGUMENT_IMAGE, ARGUMENT_TEXT }, TYPE_NODE, call_node },
    { "overlap", 2, { ARGUMENT_PARTITION, ARGUMENT_PARTITION }, TYPE_BOOL, call_overlap },
    { "slot_limit", 1, { ARGUMENT_INTEGER }, TYPE_INTEGER, call_slot_limit },
    { "starts_with", 2, { ARGUMENT_TEXT, ARGUMENT_TEXT }, TYPE_BOOL, call_text_test },
    { "update_firmware", 1, { ARGUMENT_INTEGER }, TYPE_INTEGER, call_update_firmware },
    { "update_key_hash", 1, { ARGUMENT_INTEGER }, TYPE_TEXT, call_update_key_hash },
    { "update_signed", 1, { ARGUMENT_INTEGER }, TYPE_BOOL, call_update_signed },
    { "update_size", 1, { ARGUMENT_INTEGER }, TYPE_INTEGER, call_update_size },
    { "value", 2, { ARGUMENT_SYMBOL, ARGUMENT_DEFAULT }, TYPE_SYMBOL, call_value },
};

const struct function *function_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(functions); i++) {
        if (strcmp(functions[i].name, name) == 0) {
            return &functions[i];
        }
    }
    return NULL;
}
