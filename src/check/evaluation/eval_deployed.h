/* The released build beside the tree that is checked, in expressions: has_deployed() and deployed().
 *
 * deployed(X) is X as the released build has it: symbols, partitions, nodes, update files and the SDK version are read
 * there, and a loop variable from around it stands for the partition of the same name. Its facts and what it lacks are
 * marked, so that a finding shows which of the two trees says what.
 */
#ifndef CHECK_EVALUATION_EVAL_DEPLOYED_H
#define CHECK_EVALUATION_EVAL_DEPLOYED_H

#include "check/evaluation/evaluation.h"

/* False without a released build: rules about devices in the field begin with it and are silent then. */
struct value call_has_deployed(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_deployed(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);

/* A loop variable as the expression sees it. */
struct value evaluate_variable(struct evaluation *evaluation, size_t variable);

#endif
