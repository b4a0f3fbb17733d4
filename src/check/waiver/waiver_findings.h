/* What is wrong with waivers, as findings of the rules that are about them: without reason, expired, unused, unreadable.
 *
 * A waiver has one finding in a call at most, however many inputs it is for. It is unused when at least one input is in
 * its scope and had its rule decided, and none had a finding that it covers. Where the rule was not run on any of them,
 * or was left open, nobody knows, and nothing is said. Where it was run on none of them because it is for other SDK
 * releases, a note says so: this call does not need the waiver, another build of the project may.
 */
#ifndef CHECK_WAIVER_WAIVER_FINDINGS_H
#define CHECK_WAIVER_WAIVER_FINDINGS_H

#include "check/rule/rule.h"
#include "check/rule/rule_fate.h"
#include "check/waiver/waivers.h"

/* One checked input. */
struct waiver_check {
    const struct project *project;     /* completed by the SDK's defaults */
    const struct rule_fate *fates;     /* of each rule, rule_index() */
    const struct check_config *config; /* for severities; or NULL */
    struct waiver_uses uses;
    struct check_result *result; /* findings and notes go here */
};

struct waiver_checks {
    struct waiver_check *items;
    size_t count;
    size_t capacity;
};

/* all_inputs: no other call looks at inputs of the same project file, so that what none of these used is unused. A waiver
 * of --allow without use is a note of each input.
 */
void waiver_findings_add(struct arena *arena, const struct rule_set *set, const struct waiver_checks *checks,
                         bool all_inputs);

#endif
