/* Turns a judgement into a finding: message, facts, fixes, fingerprint. Used by the checker only. */
#ifndef CHECK_RUN_FINDING_H
#define CHECK_RUN_FINDING_H

#include "check/run/judgement.h"
#include "check/run/sdk_candidates.h"

/* Names of what the loop variables are bound to, "" without a loop. */
const char *binding_subject(struct arena *arena, const struct evaluation *evaluation);

/* Everything in the finding lives in the arena or in the rule set. */
void finding_make(struct arena *arena, struct evaluation *evaluation, const struct rule *rule,
                  const struct judgement *judgement, const char *subject, struct finding *finding);

/* Where the version is unknown and other versions give a worse outcome, the message says which. */
void finding_add_sdk_outlook(struct arena *arena, const struct sdk_candidates *candidates,
                             const struct judgement *judgements, size_t reported, struct finding *finding);

#endif
