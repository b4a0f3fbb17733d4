/* Words of the expression language. Tokens borrow from the text they are read from. */
#ifndef CHECK_EXPRESSION_LEXER_H
#define CHECK_EXPRESSION_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "check/expression/expression.h"

enum token_kind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_VERSION,
    TOKEN_TEXT, /* text holds the bytes between the quotes, escapes still in it */
    TOKEN_WORD,
    TOKEN_QUALIFIED, /* word ':' word without blanks */
    TOKEN_MARK,      /* operator or bracket */
};

struct token {
    enum token_kind kind;
    size_t offset; /* of the first byte in the text */
    struct slice text;
    struct slice qualifier; /* TOKEN_QUALIFIED: what stands before the ':' */
    uint64_t number;
    struct sdk_version version;
};

struct lexer {
    struct expression_text input;
    size_t position;
    struct diagnostics *diagnostics;
};

/* Place of a byte of the text in the rule file. */
struct origin lexer_origin(const struct lexer *lexer, size_t offset);

/* False, with an error reported, on a byte that begins no token, an unclosed text, or a number over 64 bit. */
NODISCARD bool lexer_next(struct lexer *lexer, struct token *token);

#endif
