/* Evaluates a checked expression over a project: three-valued, with the evidence for the result.
 *
 * Values and evidence live in the evaluation's arena and borrow from the project and the rule set.
 */
#ifndef CHECK_EVALUATION_EVALUATE_H
#define CHECK_EVALUATION_EVALUATE_H

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

/* wanted says how a symbol is read; TYPE_SYMBOL reads it as it is written. */
struct value evaluate(struct evaluation *evaluation, const struct expression *expression, enum value_type wanted);

/* What a loop runs over. */
struct loop_items {
    struct value *items;
    size_t count;
    bool complete;                   /* false: there may be more items than these */
    const struct evidence *evidence; /* of the list as a whole; what is missing when it is not complete */
    size_t *twins;                   /* dts_partitions: the item that each one repeats (eval_nodes.h), or itself */
};

struct loop_items evaluate_loop_items(struct evaluation *evaluation, enum loop_domain domain);

/* "more than 256 partitions in partitions.yml", of the first list of the project that is longer than loops go; NULL when
 * none is. Loops over it are unknown, so that a check of the whole does not come to an end.
 */
const char *loop_limit_passed(struct arena *arena, const struct project *project);

/* Runs over the bindings of a loop: each item, or each unordered pair. Start with all zero; binds the variables and
 * returns true until all are done, then unbinds them.
 */
struct loop_position {
    size_t first;
    size_t second;
    bool started;
};

bool loop_next(struct evaluation *evaluation, const struct loop *loop, const struct loop_items *items,
               struct loop_position *position);

/* Building blocks of the evaluators. */
struct value evaluation_unknown(struct evaluation *evaluation, enum value_type type, const struct missing *missing);
#define MISSING(...)        (&(struct missing){ { __VA_ARGS__ }, false })
#define MISSING_BEYOND(...) (&(struct missing){ { __VA_ARGS__ }, true })

const struct evidence *evaluation_join(struct evaluation *evaluation, const struct evidence *left,
                                       const struct evidence *right);

/* Evidence for a result that needs both: of the unknown ones when something is unknown. */
const struct evidence *evaluation_both(struct evaluation *evaluation, const struct value *left,
                                       const struct value *right);

#endif
