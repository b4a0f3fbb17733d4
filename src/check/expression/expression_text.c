#include "check/expression/expression_text.h"

#include <string.h>

static const char *operator_text(enum expression_operator operator)
{
    static const char *const texts[] = {
        [OPERATOR_NONE] = "",      [OPERATOR_EQUAL] = "==",         [OPERATOR_UNEQUAL] = "!=",
        [OPERATOR_LESS] = "<",     [OPERATOR_LESS_EQUAL] = "<=",    [OPERATOR_GREATER] = ">",
        [OPERATOR_ADD] = "+",      [OPERATOR_GREATER_EQUAL] = ">=", [OPERATOR_SUBTRACT] = "-",
        [OPERATOR_MULTIPLY] = "*", [OPERATOR_DIVIDE] = "/",         [OPERATOR_REMAINDER] = "%",
        [OPERATOR_ANY] = "any",    [OPERATOR_ALL] = "all",
    };

    return texts[operator];
}

/* How tightly an expression holds together: an operand that holds less needs brackets. */
static int strength(const struct expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_OR:
        return 0;
    case EXPRESSION_AND:
        return 1;
    case EXPRESSION_NOT:
        return 2;
    case EXPRESSION_COMPARE:
    case EXPRESSION_IN:
        return 3;
    case EXPRESSION_ARITHMETIC:
        return expression->operator== OPERATOR_ADD || expression->operator== OPERATOR_SUBTRACT ? 4 : 5;
    case EXPRESSION_NEGATE:
        return 6;
    default:
        return 7;
    }
}

static void print_operand(struct text *out, const struct expression *operand, int least)
{
    bool brackets = strength(operand) < least;

    text_append(out, brackets ? "(" : "");
    expression_print(out, operand);
    text_append(out, brackets ? ")" : "");
}

static void print_chain(struct text *out, const struct expression *expression, const char *between)
{
    for (size_t i = 0; i < expression->operand_count; i++) {
        text_append(out, i > 0 ? between : "");
        print_operand(out, expression->operands[i], strength(expression) + (i > 0));
    }
}

static void print_list(struct text *out, const struct expression *expression, size_t first)
{
    for (size_t i = first; i < expression->operand_count; i++) {
        text_append(out, i > first ? ", " : "");
        expression_print(out, expression->operands[i]);
    }
}

static const char *domain_text(enum loop_domain domain)
{
    static const char *const texts[] = { [LOOP_PM] = "pm",           [LOOP_PM_NET] = "pm_net",
                                         [LOOP_STATICS] = "statics", [LOOP_ANOMALIES] = "anomalies",
                                         [LOOP_IMAGES] = "images",   [LOOP_DTS_PARTITIONS] = "dts_partitions" };

    return texts[domain];
}

static void print_loop(struct text *out, const struct expression *expression)
{
    const struct loop *loop = &expression->as.loop;

    text_printf(out, "%s(%s", operator_text(expression->operator), loop->variables[0]);
    if (loop->variable_count == 2) {
        text_printf(out, ", %s", loop->variables[1]);
    }
    text_printf(out, " in %s: ", domain_text(loop->domain));
    print_list(out, expression, 0);
    text_append(out, ")");
}

static void print_quoted(struct text *out, const char *words)
{
    text_append(out, "\"");
    for (; *words != '\0'; words++) {
        text_append(out, *words == '"' || *words == '\\' ? "\\" : "");
        text_append_bytes(out, words, 1);
    }
    text_append(out, "\"");
}

static void print_leaf(struct text *out, const struct expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_BOOL:
        text_append(out, expression->as.boolean ? "true" : "false");
        break;
    case EXPRESSION_NUMBER:
        text_append(out, integer_text(out->arena, expression->as.number));
        break;
    case EXPRESSION_TEXT:
        print_quoted(out, expression->as.text);
        break;
    case EXPRESSION_VERSION:
        text_append(out, sdk_version_text(out->arena, expression->as.version));
        break;
    case EXPRESSION_SYMBOL:
        text_printf(out, "%s:%s", image_name_text(expression->as.image), expression->name);
        break;
    case EXPRESSION_PARTITION:
        text_printf(out, "%s:%s", map_name_text(expression->as.map), expression->name);
        break;
    default:
        text_append(out, expression->name != NULL ? expression->name : "");
        break;
    }
}

void expression_print(struct text *out, const struct expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_ATTRIBUTE:
        print_operand(out, expression->operands[0], 7);
        text_printf(out, ".%s", expression->name);
        break;
    case EXPRESSION_CALL:
        text_printf(out, "%s(", expression->name);
        print_list(out, expression, 0);
        text_append(out, ")");
        break;
    case EXPRESSION_NOT:
    case EXPRESSION_NEGATE:
        text_append(out, expression->kind == EXPRESSION_NOT ? "!" : "-");
        print_operand(out, expression->operands[0], expression->kind == EXPRESSION_NOT ? 7 : 6);
        break;
    case EXPRESSION_AND:
    case EXPRESSION_OR:
        print_chain(out, expression, expression->kind == EXPRESSION_AND ? " && " : " || ");
        break;
    case EXPRESSION_COMPARE:
    case EXPRESSION_ARITHMETIC:
        print_chain(out, expression, arena_printf(out->arena, " %s ", operator_text(expression->operator)));
        break;
    case EXPRESSION_IN:
        print_operand(out, expression->operands[0], 4);
        text_append(out, " in [");
        print_list(out, expression, 1);
        text_append(out, "]");
        break;
    case EXPRESSION_LOOP:
        print_loop(out, expression);
        break;
    default:
        print_leaf(out, expression);
        break;
    }
}
