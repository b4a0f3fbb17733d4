#include "check/expression/lexer.h"

#include <string.h>
#include "base/text.h"

static char byte_at(const struct lexer *lexer, size_t position)
{
    return position < lexer->input.text.length ? lexer->input.text.data[position] : '\0';
}

struct origin lexer_origin(const struct lexer *lexer, size_t offset)
{
    struct origin origin = lexer->input.origin;

    if (lexer->input.exact) {
        origin.column += (uint32_t)offset;
    }
    return origin;
}

static size_t word_end(const struct lexer *lexer, size_t position)
{
    while (is_identifier_character(byte_at(lexer, position))) {
        position++;
    }
    return position;
}

static struct slice slice_between(const struct lexer *lexer, size_t begin, size_t end)
{
    return (struct slice){ lexer->input.text.data + begin, end - begin };
}

static bool read_number(struct lexer *lexer, struct token *token)
{
    size_t end = word_end(lexer, token->offset);

    while (byte_at(lexer, end) == '.' && is_digit(byte_at(lexer, end + 1))) {
        end = word_end(lexer, end + 1);
        token->kind = TOKEN_VERSION;
    }
    token->text = slice_between(lexer, token->offset, end);
    lexer->position = end;
    if (token->kind == TOKEN_VERSION) {
        size_t dots = 0;

        for (size_t i = 0; i < token->text.length; i++) {
            dots += token->text.data[i] == '.';
        }
        if (dots == 2 && sdk_version_parse(token->text, &token->version)) {
            return true;
        }
        return diagnose(lexer->diagnostics, DIAGNOSTIC_INPUT, lexer_origin(lexer, token->offset),
                        "'%.*s' is no version: expected three numbers such as 3.2.0", (int)token->text.length,
                        token->text.data);
    }
    if (parse_uint64(token->text, 0, &token->number)) {
        return true;
    }
    return diagnose(lexer->diagnostics, DIAGNOSTIC_INPUT, lexer_origin(lexer, token->offset),
                    "'%.*s' is no number of up to 64 bit", (int)token->text.length, token->text.data);
}

static bool read_text(struct lexer *lexer, struct token *token)
{
    size_t end = token->offset + 1;

    while (end < lexer->input.text.length && byte_at(lexer, end) != '"') {
        end += byte_at(lexer, end) == '\\' ? 2 : 1;
    }
    if (end >= lexer->input.text.length) {
        return diagnose(lexer->diagnostics, DIAGNOSTIC_INPUT, lexer_origin(lexer, token->offset),
                        "text is not closed: expected '\"' at its end");
    }
    token->text = slice_between(lexer, token->offset + 1, end);
    lexer->position = end + 1;
    return true;
}

static bool read_word(struct lexer *lexer, struct token *token)
{
    size_t end = word_end(lexer, token->offset);

    token->text = slice_between(lexer, token->offset, end);
    if (byte_at(lexer, end) == ':' && is_identifier_character(byte_at(lexer, end + 1))) {
        size_t begin = end + 1;

        token->kind = TOKEN_QUALIFIED;
        token->qualifier = token->text;
        end = word_end(lexer, begin);
        token->text = slice_between(lexer, begin, end);
    }
    lexer->position = end;
    return true;
}

static bool read_mark(struct lexer *lexer, struct token *token)
{
    static const char *const marks[] = { "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-",
                                         "*",  "/",  "%",  "(",  ")",  "[",  "]", ",", ".", ":" };
    struct slice rest = slice_between(lexer, token->offset, lexer->input.text.length);

    for (size_t i = 0; i < ARRAY_LENGTH(marks); i++) {
        if (slice_starts_with(rest, marks[i])) {
            token->text = slice_between(lexer, token->offset, token->offset + strlen(marks[i]));
            lexer->position = token->offset + strlen(marks[i]);
            return true;
        }
    }
    return diagnose(lexer->diagnostics, DIAGNOSTIC_INPUT, lexer_origin(lexer, token->offset),
                    "unexpected character 0x%02x in an expression", (unsigned char)rest.data[0]);
}

bool lexer_next(struct lexer *lexer, struct token *token)
{
    char first;

    while (byte_at(lexer, lexer->position) == ' ' || byte_at(lexer, lexer->position) == '\n' ||
           byte_at(lexer, lexer->position) == '\t' || byte_at(lexer, lexer->position) == '\r') {
        lexer->position++;
    }
    *token = (struct token){ .kind = TOKEN_END, .offset = lexer->position };
    if (lexer->position >= lexer->input.text.length) {
        token->text = slice_of("");
        return true;
    }
    first = byte_at(lexer, lexer->position);
    if (is_digit(first)) {
        token->kind = TOKEN_NUMBER;
        return read_number(lexer, token);
    }
    if (first == '"') {
        token->kind = TOKEN_TEXT;
        return read_text(lexer, token);
    }
    if (is_identifier_character(first)) {
        token->kind = TOKEN_WORD;
        return read_word(lexer, token);
    }
    token->kind = TOKEN_MARK;
    return read_mark(lexer, token);
}
