/* The SDK releases a tree of unknown version may be from, grouped by what a rule can tell apart. */
#ifndef CHECK_RUN_SDK_CANDIDATES_H
#define CHECK_RUN_SDK_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/version.h"
#include "check/rule/rule.h"
#include "project/tree/project.h"

struct sdk_candidate {
    struct sdk_version version;
    bool in_range; /* of the rule */
    size_t group;  /* candidates of one group give the same result: evaluate one of them */
};

struct sdk_candidates {
    struct sdk_candidate *items; /* oldest first */
    size_t count;
    size_t capacity;
    size_t group_count;
};

/* With a known version that one alone. Else every minor release of NCS that fits the tree's build system, and every
 * version the rule names.
 */
struct sdk_candidates sdk_candidates_of(struct arena *arena, const struct rule_set *set, const struct rule *rule,
                                        const struct project *project);

/* "NCS 3.1.0 to 3.2.x, 3.4.x": the candidates of which chosen[group] is true. */
const char *sdk_candidates_text(struct arena *arena, const struct sdk_candidates *candidates, const bool *chosen);

#endif
