/* The paths of a `check` call, opened and checked: a source tree once for each board and file suffix, several paths on
 * several threads.
 */
#ifndef CLI_CHECK_INPUTS_H
#define CLI_CHECK_INPUTS_H

#include "check/waiver/waiver_findings.h"
#include "cli/check/run.h"
#include "cli/check/shard.h"
#include "cli/command.h"
#include "project/project_open.h"

struct check_settings {
    enum severity threshold;
    bool strict;
    struct check_run *run;
    struct project_options project;
    struct check_shard shard;
};

struct checked_input {
    const char *path;              /* of the call */
    const struct project *project; /* NULL: it could not be opened */
    struct check_result *result;
    const struct why *why;       /* of --why; NULL without it, or where it was not checked */
    struct waiver_check waivers; /* result NULL: it was not checked */
};

struct checked_inputs {
    struct checked_input *items; /* in the order of the paths */
    size_t count;
    size_t capacity;
    bool unusable; /* some input could not be used; its diagnostics say why */
};

/* Checks the call's paths, or the part of them that is the shard's. Findings about waivers are not among the results yet.
 * Everything lives in the call's arena.
 */
void check_inputs(struct command_call *call, const struct check_settings *settings, struct checked_inputs *inputs);

#endif
