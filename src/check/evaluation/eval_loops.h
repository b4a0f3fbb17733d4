/* What loops run over, and in which order. */
#ifndef CHECK_EVALUATION_EVAL_LOOPS_H
#define CHECK_EVALUATION_EVAL_LOOPS_H

#include "check/evaluation/evaluation.h"

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

#endif
