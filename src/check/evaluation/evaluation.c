#include "check/evaluation/evaluation.h"

struct value evaluation_unknown(struct evaluation *evaluation, enum value_type type, const struct missing *missing)
{
    return value_unknown(type, evidence_missing(evaluation->arena, missing));
}

const struct evidence *evaluation_join(struct evaluation *evaluation, const struct evidence *left,
                                       const struct evidence *right)
{
    return evidence_join(evaluation->arena, left, right);
}

const struct evidence *evaluation_both(struct evaluation *evaluation, const struct value *left,
                                       const struct value *right)
{
    if (left->known != right->known) {
        return left->known ? right->evidence : left->evidence;
    }
    return evaluation_join(evaluation, left->evidence, right->evidence);
}
