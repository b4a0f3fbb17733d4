/* Words of command lines that are printed to be pasted. Lives in the arena, or is the word itself. */
#ifndef BASE_SHELL_WORD_H
#define BASE_SHELL_WORD_H

#include "base/arena.h"

/* As a POSIX shell reads it back: anything but plain characters stands in quotes, control characters and what is no UTF-8
 * as numbers in $'...'.
 */
const char *shell_word(struct arena *arena, const char *word);

#endif
