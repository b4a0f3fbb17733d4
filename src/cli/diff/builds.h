/* Opens the two builds of a call, and says of what is none what would be one. */
#ifndef CLI_DIFF_BUILDS_H
#define CLI_DIFF_BUILDS_H

#include "base/attributes.h"
#include "cli/command.h"
#include "cli/diff/diff.h"
#include "project/tree/project_options.h"

/* The call's two arguments; the options of each get the variant of a source tree that is chosen. */
NODISCARD bool diff_builds_open(struct command_call *call, struct project_options *released,
                                struct project_options *fresh, struct diff *diff);

#endif
