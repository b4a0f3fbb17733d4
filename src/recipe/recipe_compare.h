/* Whether a file that is there says what a recipe's file of the same name says: assignments, partitions and nodes are
 * compared, not bytes. Line ends, comments, order and the way a number is written make no difference.
 */
#ifndef RECIPE_RECIPE_COMPARE_H
#define RECIPE_RECIPE_COMPARE_H

#include "base/source.h"
#include "base/text.h"
#include "recipe/recipe.h"

/* Lines for people, indented; all of it lives in the arena. */
struct recipe_comparison {
    struct text missing;    /* what the recipe says and the file does not */
    struct text against;    /* what the file says and the recipe does not, where both cannot hold */
    const char *unreadable; /* why the file cannot be compared, else NULL */
};

/* True when the file may stay as it is: it may say more than the recipe, but nothing against it. */
NODISCARD bool recipe_file_agrees(struct arena *arena, const struct recipe *recipe, const struct recipe_output *output,
                                  const struct source *there, struct recipe_comparison *comparison);

#endif
