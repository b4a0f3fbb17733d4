#include "check/evaluation/typing.h"

#include <stdlib.h>
#include <string.h>
#include "check/evaluation/functions.h"

static bool wrong(const struct typing *typing, const struct expression *at, enum value_type wanted)
{
    return diagnose(typing->diagnostics, DIAGNOSTIC_INPUT, at->origin, "this has type %s: expected %s",
                    value_type_name(at->type), value_type_name(wanted));
}

/* A symbol fits every type that a Kconfig file can hold. */
static bool fits(enum value_type actual, enum value_type wanted)
{
    return actual == wanted || (actual == TYPE_SYMBOL && wanted <= TYPE_VERSION);
}

bool expression_check_as(struct typing *typing, struct expression *expression, enum value_type wanted)
{
    return expression_check(typing, expression) &&
           (fits(expression->type, wanted) || wrong(typing, expression, wanted));
}

static bool check_operands_as(struct typing *typing, struct expression *expression, enum value_type wanted)
{
    for (size_t i = 0; i < expression->operand_count; i++) {
        if (!expression_check_as(typing, expression->operands[i], wanted)) {
            return false;
        }
    }
    return true;
}

static bool is_ordered(enum expression_operator operator)
{
    return operator!= OPERATOR_EQUAL && operator!= OPERATOR_UNEQUAL;
}

/* Comparisons read all operands as the type that one of them asks for. */
static bool check_comparison(struct typing *typing, struct expression *expression)
{
    enum value_type common = TYPE_SYMBOL;

    for (size_t i = 0; i < expression->operand_count; i++) {
        if (!expression_check(typing, expression->operands[i])) {
            return false;
        }
        if (common == TYPE_SYMBOL) {
            common = expression->operands[i]->type;
        }
    }
    if (common == TYPE_SYMBOL && is_ordered(expression->operator)) {
        common = TYPE_INTEGER;
    }
    expression->operand_type = common;
    expression->type = TYPE_BOOL;
    if (common > TYPE_SYMBOL ||
        (is_ordered(expression->operator) && common != TYPE_INTEGER && common != TYPE_VERSION)) {
        return diagnose(typing->diagnostics, DIAGNOSTIC_INPUT, expression->origin, "a %s cannot be compared %s",
                        value_type_name(common), common > TYPE_SYMBOL ? "at all" : "by '<' or '>'");
    }
    for (size_t i = 0; i < expression->operand_count; i++) {
        if (!fits(expression->operands[i]->type, common)) {
            return wrong(typing, expression->operands[i], common);
        }
    }
    return true;
}

static enum value_type loop_type(enum loop_domain domain)
{
    switch (domain) {
    case LOOP_ANOMALIES:
        return TYPE_ANOMALY;
    case LOOP_IMAGES:
        return TYPE_IMAGE;
    case LOOP_DTS_PARTITIONS:
        return TYPE_NODE;
    case LOOP_PM:
    case LOOP_PM_NET:
    case LOOP_STATICS:
        break;
    }
    return TYPE_PARTITION;
}

bool scope_enter(struct typing *typing, const struct loop *loop)
{
    for (size_t i = 0; i < loop->variable_count; i++) {
        for (size_t k = 0; k < typing->scope.count; k++) {
            if (strcmp(typing->scope.items[k].name, loop->variables[i]) == 0) {
                return diagnose(typing->diagnostics, DIAGNOSTIC_INPUT, loop->origin,
                                "loop variable '%s' is bound already", loop->variables[i]);
            }
        }
        if (typing->scope.count == SCOPE_LIMIT) {
            return diagnose(typing->diagnostics, DIAGNOSTIC_INPUT, loop->origin, "more than %d loop variables",
                            SCOPE_LIMIT);
        }
        typing->scope.items[typing->scope.count++] = (struct variable){ loop->variables[i], loop_type(loop->domain) };
    }
    return true;
}

static bool check_loop(struct typing *typing, struct expression *expression)
{
    size_t outer = typing->scope.count;
    bool good = scope_enter(typing, &expression->as.loop) && check_operands_as(typing, expression, TYPE_BOOL);

    typing->scope.count = outer;
    expression->type = TYPE_BOOL;
    return good;
}

static int compare_definitions(const void *left, const void *right)
{
    return strcmp(((const struct definition *)left)->name, ((const struct definition *)right)->name);
}

static struct definition *find_definition(const struct typing *typing, const char *name)
{
    struct definition wanted = { .name = name };

    if (typing->definitions == NULL || typing->definitions->count == 0) {
        return NULL;
    }
    return bsearch(&wanted, typing->definitions->items, typing->definitions->count, sizeof wanted, compare_definitions);
}

static bool check_definition(struct typing *outer, struct definition *definition)
{
    struct typing typing = { .definitions = outer->definitions,
                             .diagnostics = outer->diagnostics,
                             .chain = outer->chain + 1 };

    if (definition->state == DEFINITION_ACTIVE || typing.chain > DEFINITION_CHAIN_LIMIT) {
        return diagnose(outer->diagnostics, DIAGNOSTIC_INPUT, definition->origin,
                        definition->state == DEFINITION_ACTIVE
                            ? "definition '%s' refers to itself"
                            : "definition '%s' stands at the end of too many definitions in a row",
                        definition->name);
    }
    if (definition->state == DEFINITION_NEW) {
        definition->state = DEFINITION_ACTIVE;
        definition->state = expression_check(&typing, definition->expression) ? DEFINITION_GOOD : DEFINITION_BAD;
    }
    return definition->state == DEFINITION_GOOD;
}

static bool resolve_builtin(struct expression *word)
{
    static const struct {
        const char *name;
        enum name_kind kind;
        enum value_type type;
    } builtins[] = { { "sdk", NAME_SDK, TYPE_VERSION },
                     { "era", NAME_ERA, TYPE_TEXT },
                     { "kind", NAME_KIND, TYPE_TEXT },
                     { "board", NAME_BOARD, TYPE_TEXT } };

    for (size_t i = 0; i < ARRAY_LENGTH(builtins); i++) {
        if (strcmp(word->name, builtins[i].name) == 0) {
            word->name_kind = builtins[i].kind;
            word->type = builtins[i].type;
            return true;
        }
    }
    return false;
}

static bool resolve_variable(const struct typing *typing, struct expression *word)
{
    for (size_t i = 0; i < typing->scope.count; i++) {
        if (strcmp(word->name, typing->scope.items[i].name) == 0) {
            word->name_kind = NAME_VARIABLE;
            word->variable = i;
            word->type = typing->scope.items[i].type;
            return true;
        }
    }
    return false;
}

static bool check_name(struct typing *typing, struct expression *word)
{
    struct definition *definition;

    if (resolve_variable(typing, word) || resolve_builtin(word)) {
        return true;
    }
    definition = find_definition(typing, word->name);
    if (definition == NULL) {
        return diagnose(typing->diagnostics, DIAGNOSTIC_INPUT, word->origin,
                        "unknown name '%s': expected a definition, a loop variable, sdk, era or kind", word->name);
    }
    if (!check_definition(typing, definition)) {
        return false;
    }
    word->name_kind = NAME_DEFINITION;
    word->definition = definition;
    word->type = definition->expression->type;
    word->depth = definition->expression->depth + 1;
    return true;
}

static const struct {
    enum value_type owner;
    const char *name;
    enum attribute attribute;
    enum value_type type;
} attributes[] = {
    { TYPE_PARTITION, "address", ATTRIBUTE_ADDRESS, TYPE_INTEGER },
    { TYPE_PARTITION, "size", ATTRIBUTE_SIZE, TYPE_INTEGER },
    { TYPE_PARTITION, "end", ATTRIBUTE_END, TYPE_INTEGER },
    { TYPE_PARTITION, "end_address", ATTRIBUTE_END_ADDRESS, TYPE_INTEGER },
    { TYPE_PARTITION, "region", ATTRIBUTE_REGION, TYPE_TEXT },
    { TYPE_PARTITION, "device", ATTRIBUTE_DEVICE, TYPE_TEXT },
    { TYPE_PARTITION, "name", ATTRIBUTE_NAME, TYPE_TEXT },
    { TYPE_PARTITION, "region_base", ATTRIBUTE_REGION_BASE, TYPE_INTEGER },
    { TYPE_PARTITION, "region_size", ATTRIBUTE_REGION_SIZE, TYPE_INTEGER },
    { TYPE_NODE, "enabled", ATTRIBUTE_ENABLED, TYPE_BOOL },
    { TYPE_NODE, "address", ATTRIBUTE_ADDRESS, TYPE_INTEGER },
    { TYPE_NODE, "size", ATTRIBUTE_SIZE, TYPE_INTEGER },
    { TYPE_NODE, "memory_size", ATTRIBUTE_MEMORY_SIZE, TYPE_INTEGER },
    { TYPE_NODE, "path", ATTRIBUTE_PATH, TYPE_TEXT },
    { TYPE_NODE, "label", ATTRIBUTE_LABEL, TYPE_TEXT },
    { TYPE_NODE, "end", ATTRIBUTE_END, TYPE_INTEGER },
    { TYPE_NODE, "name", ATTRIBUTE_NAME, TYPE_TEXT },
    { TYPE_NODE, "device", ATTRIBUTE_DEVICE, TYPE_TEXT },
    { TYPE_NODE, "device_size", ATTRIBUTE_DEVICE_SIZE, TYPE_INTEGER },
    { TYPE_ANOMALY, "kind", ATTRIBUTE_KIND, TYPE_TEXT },
    { TYPE_ANOMALY, "subject", ATTRIBUTE_SUBJECT, TYPE_TEXT },
    { TYPE_ANOMALY, "detail", ATTRIBUTE_DETAIL, TYPE_TEXT },
    { TYPE_IMAGE, "name", ATTRIBUTE_NAME, TYPE_TEXT },
    { TYPE_IMAGE, "role", ATTRIBUTE_ROLE, TYPE_TEXT },
    { TYPE_IMAGE, "complete", ATTRIBUTE_COMPLETE, TYPE_BOOL },
};

static bool check_attribute(struct typing *typing, struct expression *expression)
{
    struct expression *owner = expression->operands[0];

    if (!expression_check(typing, owner)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(attributes); i++) {
        if (attributes[i].owner == owner->type && strcmp(attributes[i].name, expression->name) == 0) {
            expression->attribute = attributes[i].attribute;
            expression->type = attributes[i].type;
            return true;
        }
    }
    return diagnose(typing->diagnostics, DIAGNOSTIC_INPUT, expression->origin, "a %s has no field '%s'",
                    value_type_name(owner->type), expression->name);
}

/* Arguments that are names, not values. */
static bool check_word_argument(const struct typing *typing, struct expression *argument, enum argument_kind kind)
{
    argument->type = TYPE_TEXT;
    if (argument->kind == EXPRESSION_NAME) {
        if (kind == ARGUMENT_IMAGE && image_name_parse(slice_of(argument->name), &argument->as.image)) {
            return true;
        }
        if (kind == ARGUMENT_MAP && (strcmp(argument->name, "pm") == 0 || strcmp(argument->name, "pm_net") == 0)) {
            argument->as.map = strcmp(argument->name, "pm") == 0 ? MAP_PM : MAP_PM_NET;
            return true;
        }
    }
    return diagnose(typing->diagnostics, DIAGNOSTIC_INPUT, argument->origin, "wrong argument: expected %s",
                    kind == ARGUMENT_IMAGE ? "the name of an image such as mcuboot" : "pm or pm_net");
}

static bool check_argument(struct typing *typing, struct expression *argument, enum argument_kind kind)
{
    static const enum value_type types[] = { [ARGUMENT_INTEGER] = TYPE_INTEGER,
                                             [ARGUMENT_TEXT] = TYPE_TEXT,
                                             [ARGUMENT_BOOL] = TYPE_BOOL,
                                             [ARGUMENT_PARTITION] = TYPE_PARTITION,
                                             [ARGUMENT_NODE] = TYPE_NODE };

    if (kind == ARGUMENT_IMAGE || kind == ARGUMENT_MAP) {
        return check_word_argument(typing, argument, kind);
    }
    if (kind != ARGUMENT_SYMBOL && kind != ARGUMENT_PLACE && kind != ARGUMENT_DEFAULT) {
        return expression_check_as(typing, argument, types[kind]);
    }
    if (!expression_check(typing, argument)) {
        return false;
    }
    if (kind == ARGUMENT_SYMBOL && argument->kind != EXPRESSION_SYMBOL) {
        return diagnose(typing->diagnostics, DIAGNOSTIC_INPUT, argument->origin,
                        "wrong argument: expected a symbol such as mcuboot:CONFIG_X");
    }
    if (kind == ARGUMENT_PLACE && argument->type != TYPE_PARTITION && argument->type != TYPE_NODE) {
        return wrong(typing, argument, TYPE_PARTITION);
    }
    return kind != ARGUMENT_DEFAULT || argument->type <= TYPE_SYMBOL || wrong(typing, argument, TYPE_INTEGER);
}

static bool check_call(struct typing *typing, struct expression *call)
{
    const struct function *function = function_find(call->name);

    if (function == NULL) {
        return diagnose(typing->diagnostics, DIAGNOSTIC_INPUT, call->origin, "unknown function '%s'", call->name);
    }
    if (call->operand_count != function->argument_count) {
        return diagnose(typing->diagnostics, DIAGNOSTIC_INPUT, call->origin, "'%s' takes %zu arguments, not %zu",
                        call->name, function->argument_count, call->operand_count);
    }
    call->function = function;
    call->type = function->result;
    for (size_t i = 0; i < call->operand_count; i++) {
        if (!check_argument(typing, call->operands[i], function->arguments[i])) {
            return false;
        }
        if (function->arguments[i] == ARGUMENT_DEFAULT) {
            call->type = call->operands[i]->type;
        }
    }
    return true;
}

/* Types of the nodes that need no look around. */
static const enum value_type leaf_types[] = {
    [EXPRESSION_BOOL] = TYPE_BOOL,       [EXPRESSION_NUMBER] = TYPE_INTEGER, [EXPRESSION_TEXT] = TYPE_TEXT,
    [EXPRESSION_VERSION] = TYPE_VERSION, [EXPRESSION_SYMBOL] = TYPE_SYMBOL,  [EXPRESSION_PARTITION] = TYPE_PARTITION,
};

static bool check_operation(struct typing *typing, struct expression *expression, enum value_type type)
{
    expression->type = type;
    return check_operands_as(typing, expression, type);
}

static bool check_node(struct typing *typing, struct expression *expression)
{
    if (expression->kind < ARRAY_LENGTH(leaf_types)) {
        expression->type = leaf_types[expression->kind];
        return true;
    }
    switch (expression->kind) {
    case EXPRESSION_NAME:
        return check_name(typing, expression);
    case EXPRESSION_ATTRIBUTE:
        return check_attribute(typing, expression);
    case EXPRESSION_CALL:
        return check_call(typing, expression);
    case EXPRESSION_COMPARE:
    case EXPRESSION_IN:
        return check_comparison(typing, expression);
    case EXPRESSION_LOOP:
        return check_loop(typing, expression);
    case EXPRESSION_NEGATE:
    case EXPRESSION_ARITHMETIC:
        return check_operation(typing, expression, TYPE_INTEGER);
    default:
        return check_operation(typing, expression, TYPE_BOOL);
    }
}

/* Definitions make the tree deeper than the parser saw it. */
bool expression_check(struct typing *typing, struct expression *expression)
{
    if (!check_node(typing, expression)) {
        return false;
    }
    for (size_t i = 0; i < expression->operand_count; i++) {
        if (expression->operands[i]->depth >= expression->depth) {
            expression->depth = expression->operands[i]->depth + 1;
        }
    }
    if (expression->depth > EXPRESSION_DEPTH_LIMIT) {
        return diagnose(typing->diagnostics, DIAGNOSTIC_INPUT, expression->origin,
                        "expression is nested deeper than %d levels, definitions included", EXPRESSION_DEPTH_LIMIT);
    }
    return true;
}

static bool is_reserved(const char *name)
{
    static const char *const reserved[] = {
        "sdk", "era", "kind",   "true",    "false",     "in",     "any",
        "all", "pm",  "pm_net", "statics", "anomalies", "images", "dts_partitions"
    };
    struct image_name image;

    for (size_t i = 0; i < ARRAY_LENGTH(reserved); i++) {
        if (strcmp(name, reserved[i]) == 0) {
            return true;
        }
    }
    return image_name_parse(slice_of(name), &image);
}

bool definitions_link(struct definitions *definitions, struct diagnostics *diagnostics)
{
    struct typing typing = { .definitions = definitions, .diagnostics = diagnostics };
    bool good = true;

    if (definitions->count > 0) {
        qsort(definitions->items, definitions->count, sizeof *definitions->items, compare_definitions);
    }
    for (size_t i = 0; i < definitions->count; i++) {
        struct definition *definition = &definitions->items[i];

        if (is_reserved(definition->name)) {
            good = diagnose(diagnostics, DIAGNOSTIC_INPUT, definition->origin, "'%s' has a meaning already",
                            definition->name);
        } else if (i > 0 && strcmp(definition->name, definitions->items[i - 1].name) == 0) {
            good =
                diagnose(diagnostics, DIAGNOSTIC_INPUT, definition->origin, "'%s' is defined twice", definition->name);
        } else if (definition->state == DEFINITION_NEW) {
            good = check_definition(&typing, definition) && good;
        } else {
            good = good && definition->state == DEFINITION_GOOD;
        }
    }
    return good;
}

void expression_versions(struct arena *arena, const struct expression *expression, struct version_list *versions)
{
    if (expression == NULL) {
        return;
    }
    if (expression->kind == EXPRESSION_VERSION) {
        *ARENA_PUSH(arena, versions) = expression->as.version;
    }
    for (size_t i = 0; i < expression->operand_count; i++) {
        expression_versions(arena, expression->operands[i], versions);
    }
}
