/* What the simulation says of each static finding. */
#ifndef CLI_DIFF_AGREEMENT_H
#define CLI_DIFF_AGREEMENT_H

#include "base/arena.h"
#include "cli/diff/diff.h"

/* Behind the simulation. Fills diff->agreements, one for each finding of severity warning or worse. */
void agreements_find(struct arena *arena, struct diff *diff);

/* Refuses the updates that a finding at or above the threshold is of, whether anything was simulated or not. */
void findings_refuse(struct arena *arena, enum severity threshold, struct diff *diff);

#endif
