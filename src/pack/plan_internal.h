/* Shared by the files that make a plan. */
#ifndef PACK_PLAN_INTERNAL_H
#define PACK_PLAN_INTERNAL_H

#include "pack/plan.h"

struct planner {
    struct arena *arena;
    const struct project *project;
    const struct plan_overrides *overrides;
    struct diagnostics *diagnostics;
    struct package_plan *plan;
};

/* One error for each configuration that is not supported. */
NODISCARD bool plan_check_support(struct planner *planner);

#endif
