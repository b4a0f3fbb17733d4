/* Which known name a name was probably meant to be. */
#ifndef CHECK_EXPRESSION_SPELLING_H
#define CHECK_EXPRESSION_SPELLING_H

#include "base/arena.h"

/* names are separated by blanks. Gives the one of them that two edits of letters (one where it has less than twelve
 * characters) make of name: a letter more, less or another, or two neighbours exchanged. "" where name is one of them,
 * where none is near, where only digits differ (they count things: a second storage is no misspelt first one), and for
 * names of less than five characters. The text lives in the arena.
 */
const char *misspelt_name(struct arena *arena, const char *name, const char *names);

/* For an error message: the one of the names that is nearest to a word that is none of them, "" where none is near (more
 * than three letters, or more than a third of them and one, differ, or a digit does: which rule N53-0603 was meant to be
 * nobody knows). Of several that are equally near the first.
 */
const char *nearest_word(struct arena *arena, const char *word, const char *names);

#endif
