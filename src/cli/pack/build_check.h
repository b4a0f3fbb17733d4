/* The rules that `pack` asks before it makes a build's update, and again of what it made. */
#ifndef CLI_PACK_BUILD_CHECK_H
#define CLI_PACK_BUILD_CHECK_H

#include "base/attributes.h"
#include "cli/check/run.h"
#include "cli/command.h"
#include "pack/package.h"
#include "pack/record.h"

struct build_check {
    struct command_call *call;
    struct check_run run;
    const struct project *project;
    enum severity threshold;
    struct check_result result; /* of the last time */
};

/* Reads --fail-on and begins a run of the rules; check must stay where it is while the project is opened with these options. */
NODISCARD bool build_check_begin(struct command_call *call, struct build_check *check, struct project_options *options);

/* What an earlier run of pack left is no part of this build: it must not keep the one that replaces it from being made. */
void build_check_forget_packed(const struct command_call *call, struct project *project);

/* Before anything is signed. Refuses what `check` refuses with the same --fail-on and --strict, with its report on the
 * standard output; what only the update files can tell is left for build_check_made().
 */
NODISCARD enum exit_status build_check_tree(struct build_check *check, const struct project *project);

/* The same of the files that were made, where the tree had none. */
NODISCARD enum exit_status build_check_made(struct build_check *check, const struct package *package);

/* For the record: each waiver that a finding met, whether from --allow or the project file. */
void build_check_describe(const struct build_check *check, struct record_check *record);

/* Once the package is there: rules turned off or lowered, an --allow that met nothing, and the warnings. */
void build_check_mention(const struct build_check *check);

#endif
