/* Message texts with expressions in them: "slot of {kib(p.size)}" (docs/rule-format.md, "Messages"). */
#ifndef CHECK_EVALUATION_TEMPLATE_H
#define CHECK_EVALUATION_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "check/evaluation/evaluation.h"
#include "check/expression/expression.h"

/* Bytes of a finished message. */
#define MESSAGE_LIMIT 2000

struct template_piece {
    const char *text; /* NULL for an expression */
    struct expression *expression;
};

struct template
{
    struct template_piece *items;
    size_t count;
    size_t capacity;
};

/* Parses; the expressions still have to pass expression_check(). */
NODISCARD bool template_parse(struct arena *arena, struct expression_text text, struct diagnostics *diagnostics,
                              struct template **template);

/* The text with all values put in; lives in the given arena. */
const char *template_fill(struct arena *arena, struct evaluation *evaluation, const struct template *template);

#endif
