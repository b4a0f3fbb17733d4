/* The language of the recipes' templates: a text file with values and conditional lines.
 *
 *   {name}           the value of that name (small letters, digits, '_'); any other brace stands for itself
 *   %if CONDITION    the lines up to %else or %end; conditions nest
 *   %include NAME    another template
 *   !LINE            a line without which the recipe does not do what it says; the mark is not written. The tests remove
 *                    each of them and want to see it noticed
 *
 * A condition is words that must all hold: a fact that the recipe's maker states ("child", "external"), "not" in front of
 * one, or "sdk" and behind it a range of releases up to the end of the line.
 * A template is part of the program: an unknown name, a condition without end or a missing file is a bug.
 */
#ifndef RECIPE_TEMPLATE_H
#define RECIPE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/text.h"
#include "base/version.h"

struct template_value {
    const char *name;
    const char *text; /* NULL: a fact that does not hold, or a value that this layout has not */
};

struct template_values {
    struct template_value *items;
    size_t count;
    size_t capacity;
    struct arena *arena;
    struct sdk_version sdk;
};

void template_value(struct template_values *values, const char *name, const char *text);
void template_fact(struct template_values *values, const char *name, bool holds);

bool template_condition(const struct template_values *values, const char *condition);

/* The text with its values, without conditions and includes. */
const char *template_line(const struct template_values *values, const char *line);

/* A whole file. */
void template_expand(const struct template_values *values, const char *name, struct text *out);

#endif
