/* `pack --explain-plan`: what would be made, in order, from which values, and the SDK's command lines. */
#ifndef CLI_PACK_EXPLAIN_H
#define CLI_PACK_EXPLAIN_H

#include "cli/command.h"
#include "pack/plan/plan.h"

void pack_explain(const struct command_call *call, const struct project *project, const struct package_plan *plan);

#endif
