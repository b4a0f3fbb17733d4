/* The kinds of files that recipe_compare.h compares, one function each; the texts of the comparison are there already. */
#ifndef RECIPE_RECIPE_COMPARE_FILES_H
#define RECIPE_RECIPE_COMPARE_FILES_H

#include "base/diagnostics.h"
#include "recipe/recipe_compare.h"

NODISCARD bool recipe_compare_conf(struct arena *arena, const struct recipe *recipe, const struct source *wanted,
                                   const struct source *there, struct recipe_comparison *comparison);
NODISCARD bool recipe_compare_partitions(struct arena *arena, const struct source *wanted, const struct source *there,
                                         struct recipe_comparison *comparison);
NODISCARD bool recipe_compare_overlay(struct arena *arena, const struct source *wanted, const struct source *there,
                                      struct recipe_comparison *comparison);

/* False, with the first of a reader's diagnostics as the reason. */
bool recipe_compare_failed(struct recipe_comparison *comparison, const struct diagnostics *diagnostics);

/* Adds the line of a source, for people. */
void recipe_compare_line(struct text *out, struct origin origin);

#endif
