/* One rule, one binding, one SDK version: what follows. */
#ifndef CHECK_RUN_JUDGEMENT_H
#define CHECK_RUN_JUDGEMENT_H

#include <stdbool.h>
#include "check/evaluation/evaluate.h"
#include "check/rule/rule.h"

enum judged { JUDGED_NO_HIT, JUDGED_HIT, JUDGED_OPEN, JUDGED_STATES };

struct judgement {
    enum judged state;
    const struct rule_outcome *outcome;   /* of a hit: the mildest one that is possible */
    const struct rule_outcome *worse;     /* a worse one that cannot be ruled out, or NULL */
    const struct evidence *evidence;      /* of a hit: the facts; open: what is missing */
    const struct evidence *worse_missing; /* what would decide whether the worse one holds */
};

/* The evaluation's bindings and SDK version are those to judge. */
struct judgement judge(struct evaluation *evaluation, const struct rule *rule);

#endif
