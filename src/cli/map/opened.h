/* A tree opened and checked, with its layout: what `map` and `report` begin with. */
#ifndef CLI_MAP_OPENED_H
#define CLI_MAP_OPENED_H

#include "base/memory_layout.h"
#include "cli/check/run.h"
#include "cli/command.h"

struct opened_tree {
    struct check_run run;
    const struct project *project; /* of a source tree: completed with the SDK's defaults */
    const struct project *read;    /* as the files say it */
    struct check_result result;
    struct memory_layout *layout;
};

/* Opens the one path of the call. False after an error: an unusable input, a source tree that can be built in several
 * ways while none is named. `tree` must stay where it is.
 */
NODISCARD bool open_tree(struct command_call *call, struct opened_tree *tree);

#endif
