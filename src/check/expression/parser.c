/* Recursive descent over the grammar of docs/rule-format.md, one function a level. */
#include "check/expression/expression.h"

#include <string.h>
#include "check/expression/lexer.h"

/* Brackets and signs within each other; the depth of the finished tree has its own limit. */
#define PARSER_NESTING_LIMIT 48

struct parser {
    struct arena *arena;
    struct lexer lexer;
    struct token token; /* the next one, not yet taken */
    unsigned nesting;
};

static bool parse_or(struct parser *parser, struct expression **result);
static bool parse_sum(struct parser *parser, struct expression **result);
static bool parse_unary(struct parser *parser, struct expression **result);

static bool is_mark(const struct token *token, const char *mark)
{
    return token->kind == TOKEN_MARK && slice_equals(token->text, mark);
}

static bool is_word(const struct token *token, const char *word)
{
    return token->kind == TOKEN_WORD && slice_equals(token->text, word);
}

static struct origin here(const struct parser *parser)
{
    return lexer_origin(&parser->lexer, parser->token.offset);
}

static bool unexpected(struct parser *parser, const char *expected)
{
    struct slice text = parser->token.text;

    if (parser->token.kind == TOKEN_END) {
        return diagnose(parser->lexer.diagnostics, DIAGNOSTIC_INPUT, here(parser),
                        "expression ends too early: expected %s", expected);
    }
    return diagnose(parser->lexer.diagnostics, DIAGNOSTIC_INPUT, here(parser), "unexpected '%.*s': expected %s",
                    (int)text.length, text.data, expected);
}

static bool take(struct parser *parser)
{
    return lexer_next(&parser->lexer, &parser->token);
}

static bool take_mark(struct parser *parser, const char *mark)
{
    char expected[8];

    if (is_mark(&parser->token, mark)) {
        return take(parser);
    }
    expected[0] = '\'';
    memcpy(expected + 1, mark, strlen(mark));
    memcpy(expected + 1 + strlen(mark), "'", 2);
    return unexpected(parser, expected);
}

static char *token_text(const struct parser *parser)
{
    return arena_strndup(parser->arena, parser->token.text.data, parser->token.text.length);
}

static struct expression *make(struct parser *parser, enum expression_kind kind)
{
    struct expression *expression = arena_alloc(parser->arena, sizeof *expression);

    expression->kind = kind;
    expression->origin = here(parser);
    expression->depth = 1;
    return expression;
}

static bool add_operand(struct parser *parser, struct expression *expression, struct expression *operand)
{
    expression->operands = arena_grow(parser->arena, expression->operands, expression->operand_count,
                                      &expression->operand_capacity, sizeof *expression->operands);
    expression->operands[expression->operand_count++] = operand;
    if (operand->depth >= expression->depth) {
        expression->depth = operand->depth + 1;
    }
    if (expression->depth > EXPRESSION_DEPTH_LIMIT) {
        return diagnose(parser->lexer.diagnostics, DIAGNOSTIC_INPUT, expression->origin,
                        "expression is nested deeper than %d levels", EXPRESSION_DEPTH_LIMIT);
    }
    return true;
}

/* a op b, with the place of the operator's left side. */
static bool combine(struct parser *parser, enum expression_kind kind, enum expression_operator operator,
                    struct expression * left, struct expression *right, struct expression **result)
{
    struct expression *combined = make(parser, kind);

    combined->origin = left->origin;
    combined->operator= operator;
    *result = combined;
    return add_operand(parser, combined, left) && add_operand(parser, combined, right);
}

/* Escapes \" and \\; every other backslash stands for itself. */
static const char *unescape(struct parser *parser, struct slice raw)
{
    char *text = arena_strndup(parser->arena, raw.data, raw.length);
    size_t length = 0;

    for (size_t i = 0; i < raw.length; i++) {
        if (raw.data[i] == '\\' && i + 1 < raw.length && (raw.data[i + 1] == '"' || raw.data[i + 1] == '\\')) {
            i++;
        }
        text[length++] = raw.data[i];
    }
    text[length] = '\0';
    return text;
}

static bool parse_literal(struct parser *parser, struct expression **result)
{
    const struct token *token = &parser->token;
    struct expression *literal;

    if (token->kind == TOKEN_NUMBER) {
        literal = make(parser, EXPRESSION_NUMBER);
        literal->as.number = integer_from(token->number);
    } else if (token->kind == TOKEN_VERSION) {
        literal = make(parser, EXPRESSION_VERSION);
        literal->as.version = token->version;
    } else if (token->kind == TOKEN_TEXT) {
        literal = make(parser, EXPRESSION_TEXT);
        literal->as.text = unescape(parser, token->text);
    } else {
        literal = make(parser, EXPRESSION_BOOL);
        literal->as.boolean = is_word(token, "true");
    }
    *result = literal;
    return take(parser);
}

static bool parse_qualified(struct parser *parser, struct expression **result)
{
    struct slice qualifier = parser->token.qualifier;
    struct expression *expression = make(parser, EXPRESSION_SYMBOL);

    expression->name = token_text(parser);
    *result = expression;
    if (slice_equals(qualifier, "pm") || slice_equals(qualifier, "pm_net")) {
        expression->kind = EXPRESSION_PARTITION;
        expression->as.map = slice_equals(qualifier, "pm") ? MAP_PM : MAP_PM_NET;
    } else if (!image_name_parse(qualifier, &expression->as.image)) {
        return diagnose(parser->lexer.diagnostics, DIAGNOSTIC_INPUT, expression->origin,
                        "unknown image '%.*s': expected app, mcuboot, nrf53boot, net, b0, b0n, s1_image, tfm, "
                        "sysbuild, or one of the maps pm and pm_net",
                        (int)qualifier.length, qualifier.data);
    }
    return take(parser);
}

static bool parse_variable_names(struct parser *parser, struct loop *loop)
{
    loop->variable_count = 0;
    for (;;) {
        if (parser->token.kind != TOKEN_WORD) {
            return unexpected(parser, "the name of a loop variable");
        }
        loop->variables[loop->variable_count++] = token_text(parser);
        if (!take(parser)) {
            return false;
        }
        if (loop->variable_count == ARRAY_LENGTH(loop->variables) || !is_mark(&parser->token, ",")) {
            return true;
        }
        if (!take(parser)) {
            return false;
        }
    }
}

/* "a, b in pm" */
static bool parse_loop_head(struct parser *parser, struct loop *loop)
{
    static const char *const domains[] = { [LOOP_PM] = "pm",           [LOOP_PM_NET] = "pm_net",
                                           [LOOP_STATICS] = "statics", [LOOP_ANOMALIES] = "anomalies",
                                           [LOOP_IMAGES] = "images",   [LOOP_DTS_PARTITIONS] = "dts_partitions" };

    loop->origin = here(parser);
    if (!parse_variable_names(parser, loop)) {
        return false;
    }
    if (!is_word(&parser->token, "in")) {
        return unexpected(parser, "'in'");
    }
    if (!take(parser)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(domains); i++) {
        if (is_word(&parser->token, domains[i])) {
            loop->domain = (enum loop_domain)i;
            return take(parser);
        }
    }
    return unexpected(parser, "pm, pm_net, statics, anomalies, images or dts_partitions");
}

/* Behind "any" or "all", at the bracket. */
static bool parse_loop_call(struct parser *parser, struct expression *loop)
{
    struct expression *body;

    loop->kind = EXPRESSION_LOOP;
    loop->operator= strcmp(loop->name, "any") == 0 ? OPERATOR_ANY : OPERATOR_ALL;
    return take_mark(parser, "(") && parse_loop_head(parser, &loop->as.loop) && take_mark(parser, ":") &&
           parse_or(parser, &body) && add_operand(parser, loop, body) && take_mark(parser, ")");
}

static bool parse_arguments(struct parser *parser, struct expression *list, const char *close)
{
    struct expression *argument;

    if (is_mark(&parser->token, close)) {
        return take(parser);
    }
    for (;;) {
        if (!parse_or(parser, &argument) || !add_operand(parser, list, argument)) {
            return false;
        }
        if (!is_mark(&parser->token, ",")) {
            return take_mark(parser, close);
        }
        if (!take(parser)) {
            return false;
        }
    }
}

static bool parse_word(struct parser *parser, struct expression **result)
{
    struct expression *word = make(parser, EXPRESSION_NAME);

    word->name = token_text(parser);
    *result = word;
    if (!take(parser)) {
        return false;
    }
    if (!is_mark(&parser->token, "(")) {
        return true;
    }
    if (strcmp(word->name, "any") == 0 || strcmp(word->name, "all") == 0) {
        return parse_loop_call(parser, word);
    }
    word->kind = EXPRESSION_CALL;
    return take(parser) && parse_arguments(parser, word, ")");
}

static bool parse_primary(struct parser *parser, struct expression **result)
{
    const struct token *token = &parser->token;

    if (token->kind == TOKEN_NUMBER || token->kind == TOKEN_VERSION || token->kind == TOKEN_TEXT ||
        is_word(token, "true") || is_word(token, "false")) {
        return parse_literal(parser, result);
    }
    if (token->kind == TOKEN_QUALIFIED) {
        return parse_qualified(parser, result);
    }
    if (token->kind == TOKEN_WORD) {
        return parse_word(parser, result);
    }
    if (is_mark(token, "(")) {
        return take(parser) && parse_or(parser, result) && take_mark(parser, ")");
    }
    return unexpected(parser, "a value");
}

static bool parse_attributes(struct parser *parser, struct expression **result)
{
    if (!parse_primary(parser, result)) {
        return false;
    }
    while (is_mark(&parser->token, ".")) {
        struct expression *attribute = make(parser, EXPRESSION_ATTRIBUTE);

        if (!take(parser)) {
            return false;
        }
        if (parser->token.kind != TOKEN_WORD) {
            return unexpected(parser, "the name of a field");
        }
        attribute->origin = (*result)->origin;
        attribute->name = token_text(parser);
        if (!add_operand(parser, attribute, *result) || !take(parser)) {
            return false;
        }
        *result = attribute;
    }
    return true;
}

/* One more level of brackets or signs; false with an error when there are too many. */
static bool nest(struct parser *parser)
{
    if (++parser->nesting > PARSER_NESTING_LIMIT) {
        return diagnose(parser->lexer.diagnostics, DIAGNOSTIC_INPUT, here(parser),
                        "expression is nested deeper than %d brackets or signs", PARSER_NESTING_LIMIT);
    }
    return true;
}

static bool parse_unary(struct parser *parser, struct expression **result)
{
    bool good;

    if (!is_mark(&parser->token, "-")) {
        return parse_attributes(parser, result);
    }
    struct expression *negated = make(parser, EXPRESSION_NEGATE);
    struct expression *operand;

    good = nest(parser) && take(parser) && parse_unary(parser, &operand) && add_operand(parser, negated, operand);
    parser->nesting--;
    *result = negated;
    return good;
}

struct binary {
    const char *mark;
    enum expression_operator operator;
};

static enum expression_operator find_operator(const struct parser *parser, const struct binary *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_mark(&parser->token, table[i].mark)) {
            return table[i].operator;
        }
    }
    return OPERATOR_NONE;
}

/* Operators of one level, from left to right. */
static bool parse_level(struct parser *parser, const struct binary *table, size_t count,
                        bool (*parse_operand)(struct parser *, struct expression **), struct expression **result)
{
    enum expression_operator operator;

    if (!parse_operand(parser, result)) {
        return false;
    }
    while ((operator= find_operator(parser, table, count)) != OPERATOR_NONE) {
        struct expression *right;

        if (!take(parser) || !parse_operand(parser, &right) ||
            !combine(parser, EXPRESSION_ARITHMETIC, operator, * result, right, result)) {
            return false;
        }
    }
    return true;
}

static bool parse_product(struct parser *parser, struct expression **result)
{
    static const struct binary table[] = { { "*", OPERATOR_MULTIPLY },
                                           { "/", OPERATOR_DIVIDE },
                                           { "%", OPERATOR_REMAINDER } };

    return parse_level(parser, table, ARRAY_LENGTH(table), parse_unary, result);
}

static bool parse_sum(struct parser *parser, struct expression **result)
{
    static const struct binary table[] = { { "+", OPERATOR_ADD }, { "-", OPERATOR_SUBTRACT } };

    return parse_level(parser, table, ARRAY_LENGTH(table), parse_product, result);
}

/* Behind "in". */
static bool parse_list(struct parser *parser, struct expression *left, struct expression **result)
{
    struct expression *in = make(parser, EXPRESSION_IN);

    in->origin = left->origin;
    in->operator= OPERATOR_EQUAL;
    *result = in;
    if (!add_operand(parser, in, left) || !take_mark(parser, "[")) {
        return false;
    }
    if (is_mark(&parser->token, "]")) {
        return unexpected(parser, "a value");
    }
    return parse_arguments(parser, in, "]");
}

static bool parse_comparison(struct parser *parser, struct expression **result)
{
    static const struct binary table[] = { { "==", OPERATOR_EQUAL },  { "!=", OPERATOR_UNEQUAL },
                                           { "<", OPERATOR_LESS },    { "<=", OPERATOR_LESS_EQUAL },
                                           { ">", OPERATOR_GREATER }, { ">=", OPERATOR_GREATER_EQUAL } };
    enum expression_operator operator;
    struct expression *right;

    if (!parse_sum(parser, result)) {
        return false;
    }
    if (is_word(&parser->token, "in")) {
        return take(parser) && parse_list(parser, *result, result);
    }
    operator= find_operator(parser, table, ARRAY_LENGTH(table));
    if (operator== OPERATOR_NONE) {
        return true;
    }
    return take(parser) && parse_sum(parser, &right) &&
           combine(parser, EXPRESSION_COMPARE, operator, * result, right, result);
}

static bool parse_not(struct parser *parser, struct expression **result)
{
    struct expression *negation;
    struct expression *operand;
    bool good;

    if (!is_mark(&parser->token, "!")) {
        return parse_comparison(parser, result);
    }
    negation = make(parser, EXPRESSION_NOT);
    good = nest(parser) && take(parser) && parse_not(parser, &operand) && add_operand(parser, negation, operand);
    parser->nesting--;
    *result = negation;
    return good;
}

/* a && b && c becomes one node, so that a long condition is no deep tree. */
static bool parse_chain(struct parser *parser, enum expression_kind kind, const char *mark,
                        bool (*parse_operand)(struct parser *, struct expression **), struct expression **result)
{
    struct expression *chain;
    struct expression *operand;

    if (!parse_operand(parser, result)) {
        return false;
    }
    if (!is_mark(&parser->token, mark)) {
        return true;
    }
    chain = make(parser, kind);
    chain->origin = (*result)->origin;
    if (!add_operand(parser, chain, *result)) {
        return false;
    }
    while (is_mark(&parser->token, mark)) {
        if (!take(parser) || !parse_operand(parser, &operand) || !add_operand(parser, chain, operand)) {
            return false;
        }
    }
    *result = chain;
    return true;
}

static bool parse_and(struct parser *parser, struct expression **result)
{
    return parse_chain(parser, EXPRESSION_AND, "&&", parse_not, result);
}

static bool parse_or(struct parser *parser, struct expression **result)
{
    bool good = nest(parser) && parse_chain(parser, EXPRESSION_OR, "||", parse_and, result);

    parser->nesting--;
    return good;
}

static bool parser_begin(struct parser *parser, struct arena *arena, struct expression_text text,
                         struct diagnostics *diagnostics)
{
    *parser = (struct parser){ .arena = arena, .lexer = { .input = text, .diagnostics = diagnostics } };
    if (text.text.length > EXPRESSION_LENGTH_LIMIT) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, text.origin, "expression is longer than %d bytes",
                        EXPRESSION_LENGTH_LIMIT);
    }
    return take(parser);
}

bool expression_parse(struct arena *arena, struct expression_text text, struct diagnostics *diagnostics,
                      struct expression **expression)
{
    struct parser parser;

    if (!parser_begin(&parser, arena, text, diagnostics) || !parse_or(&parser, expression)) {
        return false;
    }
    return parser.token.kind == TOKEN_END || unexpected(&parser, "an operator or the end of the expression");
}

bool loop_parse(struct arena *arena, struct expression_text text, struct diagnostics *diagnostics, struct loop *loop)
{
    struct parser parser;

    if (!parser_begin(&parser, arena, text, diagnostics) || !parse_loop_head(&parser, loop)) {
        return false;
    }
    return parser.token.kind == TOKEN_END || unexpected(&parser, "the end of the loop");
}

const char *image_name_text(struct image_name image)
{
    return image.is_sysbuild ? "sysbuild" : image_role_name(image.role);
}

bool image_name_parse(struct slice text, struct image_name *image)
{
    *image = (struct image_name){ .is_sysbuild = slice_equals(text, "sysbuild") };
    if (image->is_sysbuild) {
        return true;
    }
    return image_role_parse(text, &image->role) && image->role != IMAGE_OTHER;
}
