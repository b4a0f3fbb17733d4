/* Splits a command into words and puts values into them, without a shell and without its rules.
 *
 * Blanks and tabs separate words; '...' and "..." hold them together, inside a word too, and there are no escapes.
 * {name} in a word stands for a value. Words live in the arena.
 */
#ifndef SIGN_COMMAND_LINE_H
#define SIGN_COMMAND_LINE_H

#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/result.h"

struct command_value {
    const char *name;  /* letters, without the braces */
    const char *value; /* NULL: known, but not there */
};

/* NULL on success, else what is wrong, as a phrase: no word at all, a quote that is not closed. */
NODISCARD const char *command_line_split(struct arena *arena, const char *command, struct string_list *words);

/* The first {letters} in the words that is none of the names, or NULL. */
const char *command_line_unknown(struct arena *arena, const struct string_list *words,
                                 const struct command_value *values, size_t count);

/* Whether {name} stands in one of the words. */
bool command_line_uses(const struct string_list *words, const char *name);

/* The words with the values in place, and NULL behind them, as programs take them. NULL when a word gets longer than
 * 65,536 bytes.
 */
const char *const *command_line_fill(struct arena *arena, const struct string_list *words,
                                     const struct command_value *values, size_t count);

#endif
