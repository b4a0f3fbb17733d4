/* The options of `pack`: what comes before the tree, and what stands in for one. */
#ifndef CLI_PACK_OPTIONS_H
#define CLI_PACK_OPTIONS_H

#include "base/attributes.h"
#include "cli/command.h"
#include "pack/plan/plan.h"

/* The table; another number of rows does not compile. */
#define PACK_OPTION_COUNT 47
extern const struct command_option pack_options[PACK_OPTION_COUNT];

/* False after a usage error. */
NODISCARD bool pack_options_read(struct command_call *call, struct plan_overrides *overrides);

/* A project without a tree, for firmware that --app and --net name. False after a usage error: an option that only makes
 * sense with a build, a file that is not there.
 */
NODISCARD bool pack_project_of_files(const struct command_call *call, const struct plan_overrides *overrides,
                                     struct project *project);

#endif
