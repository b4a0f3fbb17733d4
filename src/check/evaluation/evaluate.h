/* Evaluates a checked expression over a project: three-valued, with the evidence for the result. */
#ifndef CHECK_EVALUATION_EVALUATE_H
#define CHECK_EVALUATION_EVALUATE_H

#include "check/evaluation/evaluation.h"

/* wanted says how a symbol is read; TYPE_SYMBOL reads it as it is written. */
struct value evaluate(struct evaluation *evaluation, const struct expression *expression, enum value_type wanted);

#endif
