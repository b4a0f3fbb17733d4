/* Why a rule had something to say of an input or had not: check --why. Used by the checker only. */
#ifndef CHECK_WHY_H
#define CHECK_WHY_H

#include "base/why.h"
#include "check/evaluation/evaluate.h"
#include "check/rule/rule_fate.h"
#include "check/run/rule_run.h"
#include "check/waiver/check_config.h"
#include "check/waiver/waivers.h"

/* A check that is done. */
struct why_input {
    struct rule_input rules;
    const struct check_config *config; /* or NULL */
    const struct rule_fate *fates;
    const struct waiver_uses *waivers;
    struct waiver_input scope;
    const struct check_result *result;
};

/* Everything in the answer lives in the arena or is the rule set's. */
void why_explain(struct arena *arena, const struct rule_set *set, const struct rule *rule,
                 const struct why_input *input, struct why *why);

/* The condition, part by part (why_steps.c). Parts beyond a few hundred are left out. */
void why_take_apart(struct evaluation *evaluation, const struct expression *expression, struct why_steps *steps);

const char *why_answer(const struct value *value); /* "yes", "no", "unknown" */

#endif
