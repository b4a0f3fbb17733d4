/* The calls of the expression language: one table row a function. */
#ifndef CHECK_EVALUATION_FUNCTIONS_H
#define CHECK_EVALUATION_FUNCTIONS_H

#include <stddef.h>
#include "check/evaluation/evaluation.h"
#include "check/expression/expression.h"

#define FUNCTION_ARGUMENTS 3

enum argument_kind {
    ARGUMENT_INTEGER,
    ARGUMENT_TEXT,
    ARGUMENT_BOOL,
    ARGUMENT_SYMBOL,    /* IMAGE:SYMBOL itself, not its value */
    ARGUMENT_PARTITION, /* MAP:PARTITION or a loop variable */
    ARGUMENT_NODE,
    ARGUMENT_PLACE,   /* a partition or a node */
    ARGUMENT_IMAGE,   /* the name of an image */
    ARGUMENT_MAP,     /* pm or pm_net */
    ARGUMENT_DEFAULT, /* bool, integer, text or version; the call has its type */
};

struct function {
    const char *name;
    size_t argument_count;
    enum argument_kind arguments[FUNCTION_ARGUMENTS];
    enum value_type result;
    struct value (*evaluate)(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
};

/* NULL when there is none of the name. */
const struct function *function_find(const char *name);

#endif
