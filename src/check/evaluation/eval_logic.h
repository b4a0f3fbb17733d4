/* Kleene's logic, comparisons, arithmetic and loops of the expression language. */
#ifndef CHECK_EVALUATION_EVAL_LOGIC_H
#define CHECK_EVALUATION_EVAL_LOGIC_H

#include "check/evaluation/evaluation.h"

struct value evaluate_not(struct evaluation *evaluation, const struct expression *expression);
struct value evaluate_chain(struct evaluation *evaluation, const struct expression *expression);      /* && and || */
struct value evaluate_comparison(struct evaluation *evaluation, const struct expression *expression); /* and in */
struct value evaluate_arithmetic(struct evaluation *evaluation, const struct expression *expression);
struct value evaluate_loop(struct evaluation *evaluation, const struct expression *expression); /* any, all */

/* Gathers the operands of a conjunction (deciding = false) or a disjunction (deciding = true): one operand with the
 * deciding value settles the result, and only such operands are its evidence.
 */
struct kleene {
    bool deciding;
    bool decided;
    bool unknown;
    const struct evidence *decided_by;
    const struct evidence *undecided_by; /* what is missing */
    const struct evidence *all;          /* facts of the operands with the other value */
};

void kleene_add(struct evaluation *evaluation, struct kleene *kleene, const struct value *operand);
struct value kleene_result(const struct kleene *kleene);

#endif
