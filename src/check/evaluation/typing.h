/* Resolves the names of an expression and checks its types: whatever passes can be evaluated without surprises.
 *
 * Errors carry the line and column of the rule file.
 */
#ifndef CHECK_EVALUATION_TYPING_H
#define CHECK_EVALUATION_TYPING_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "check/expression/expression.h"

/* Definitions that refer to each other in a row, and variables bound at one place. */
#define DEFINITION_CHAIN_LIMIT 24
#define SCOPE_LIMIT            8

enum definition_state { DEFINITION_NEW, DEFINITION_ACTIVE, DEFINITION_GOOD, DEFINITION_BAD };

struct definition {
    const char *name;
    const char *text; /* the expression as written */
    struct origin origin;
    struct expression *expression;
    enum definition_state state;
};

struct definitions {
    struct definition *items; /* sorted by name once definitions_link() has run */
    size_t count;
    size_t capacity;
};

struct variable {
    const char *name;
    enum value_type type;
};

struct scope {
    struct variable items[SCOPE_LIMIT];
    size_t count;
};

struct typing {
    const struct definitions *definitions; /* may be NULL */
    struct diagnostics *diagnostics;
    struct scope scope;
    unsigned chain; /* definitions being checked at the moment */
};

/* Sorts, refuses names used twice or reserved, checks every definition and finds cycles. */
NODISCARD bool definitions_link(struct definitions *definitions, struct diagnostics *diagnostics);

/* Adds the variables of a loop to the scope. */
NODISCARD bool scope_enter(struct typing *typing, const struct loop *loop);

/* Sets type, name and function of every node. TYPE_SYMBOL as result means: takes the type it is used as. */
NODISCARD bool expression_check(struct typing *typing, struct expression *expression);

/* The same, and the expression must be usable as the wanted type. */
NODISCARD bool expression_check_as(struct typing *typing, struct expression *expression, enum value_type wanted);

/* Every version written in the expression, definitions not followed. */
struct version_list {
    struct sdk_version *items;
    size_t count;
    size_t capacity;
};

void expression_versions(struct arena *arena, const struct expression *expression, struct version_list *versions);

#endif
