/* The state in which an expression is evaluated, and what all evaluators do with it.
 *
 * Values and evidence live in the evaluation's arena and borrow from the project and the rule set.
 */
#ifndef CHECK_EVALUATION_EVALUATION_H
#define CHECK_EVALUATION_EVALUATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "check/evaluation/spans.h"
#include "check/evaluation/updates.h"
#include "check/expression/expression.h"
#include "check/expression/value.h"
#include "project/tree/project.h"

/* Loop variables bound at one moment, definitions and rule loop included. */
#define EVALUATION_BINDINGS 32

/* Nodes visited for one finding; rules need some hundred. Beyond it the result is unknown. */
#define EVALUATION_STEPS 2000000u

/* Items of one loop; partition maps have about twenty entries. Beyond it the loop is unknown. */
#define LOOP_ITEMS_LIMIT 256

struct evaluation {
    struct arena *arena;
    const struct project *project;
    bool sdk_known;
    struct sdk_version sdk;
    const struct update_facts *updates;
    struct span_tables *spans; /* outlives the evaluation, so that each map is worked out once */
    struct value bindings[EVALUATION_BINDINGS];
    size_t binding_count;
    size_t frame;           /* first binding that the expression being evaluated can see */
    bool in_deployed;       /* project is the released build (eval_deployed.h) */
    size_t outer_bindings;  /* bindings below this one were made outside of it; 0 when not in it */
    bool only_true_matters; /* nobody asks why the result is false: a condition as a whole, not below a '!' */
    uint32_t steps;
};

/* What a loop runs over. */
struct loop_items {
    struct value *items;
    size_t count;
    bool complete;                   /* false: there may be more items than these */
    const struct evidence *evidence; /* of the list as a whole; what is missing when it is not complete */
    size_t *twins;                   /* dts_partitions: the item that each one repeats (eval_nodes.h), or itself */
};

struct value evaluation_unknown(struct evaluation *evaluation, enum value_type type, const struct missing *missing);
#define MISSING(...)        (&(struct missing){ { __VA_ARGS__ }, false })
#define MISSING_BEYOND(...) (&(struct missing){ { __VA_ARGS__ }, true })

const struct evidence *evaluation_join(struct evaluation *evaluation, const struct evidence *left,
                                       const struct evidence *right);

/* Evidence for a result that needs both: of the unknown ones when something is unknown. */
const struct evidence *evaluation_both(struct evaluation *evaluation, const struct value *left,
                                       const struct value *right);

#endif
