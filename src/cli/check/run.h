/* One check from the command line's point of view: rules, project file, waivers, time. Shared by `check` and `pack`. */
#ifndef CLI_CHECK_RUN_H
#define CLI_CHECK_RUN_H

#include "base/result.h"
#include "check/checker.h"
#include "cli/command.h"
#include "project/project_open.h"

struct check_run {
    struct command_call *call;
    bool prepared; /* tried once, well or not */
    bool ready;
    struct rule_set *rules;
    const char *today;              /* asked once: the C library's calendar is not for several threads */
    const char *config_path;        /* --config, or NULL: the nearest .nrf53pack.yml */
    const char *product;            /* --product, or NULL */
    const struct rule *why;         /* --why, or NULL */
    struct waivers allowed;         /* --allow */
    const struct project *deployed; /* --deployed, or NULL */
    bool updates_to_come;           /* see struct check_options */
    const struct update_facts *made;
};

/* Takes --config. The rules are loaded while the first project opened with these options waits for dtc; run must stay
 * where it is until then.
 */
void check_run_begin(struct command_call *call, struct check_run *run, struct project_options *options);

/* Loads the rules (and those of --rules), takes --allow and opens the build of --deployed, if that was not done yet.
 * To be asked before a project is checked, whether it could be opened or not.
 */
NODISCARD bool check_run_ready(struct check_run *run);

/* Reads --fail-on: brick, error (without it) or warning. */
NODISCARD bool check_run_threshold(struct command_call *call, enum severity *threshold);

/* Reads --dtc, --sdk-version and --board where the command has them. */
NODISCARD bool check_run_project_options(struct command_call *call, struct project_options *options);

/* Sources are for several boards and build types; one of them has to be meant. Fails with a diagnostic where the options do not
 * say which; a folder that is no source tree leaves them as they are.
 */
NODISCARD bool check_run_choose_variant(struct command_call *call, const char *path, struct project_options *options,
                                        bool *is_source);

/* Checks an opened project. False when the project file is unusable. */
NODISCARD bool check_run_project(struct command_call *call, const struct check_run *run, const struct project *project,
                                 struct check_result *result);

/* The same for one of several inputs: waivers gets what became of them, and findings about them are not among the result
 * yet (waiver_findings_add()). *why gets the answer to --why, or NULL without it.
 */
NODISCARD bool check_run_input(struct command_call *call, const struct check_run *run, const struct project *project,
                               struct waiver_check *waivers, struct check_result *result, const struct why **why);

#endif
