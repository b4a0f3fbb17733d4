/* Failures that the project file accepts (`simulate: accepted:`), and what became of each entry. */
#ifndef CLI_SIMULATE_ACCEPTED_H
#define CLI_SIMULATE_ACCEPTED_H

#include "check/waiver/check_config.h"
#include "cli/command.h"
#include "project/tree/project.h"
#include "report/simulation/simulation_report.h"

struct accepted_use {
    const struct accepted_failure *failure;
    bool expired;
    bool run;  /* its scenario was */
    bool used; /* and ended so */
};

struct accepted_uses {
    struct accepted_use *items;
    size_t count;
    size_t capacity;
};

/* From --config or the nearest .nrf53pack.yml; without such a file there is none. Input errors: of the file, a scenario
 * or an outcome that does not exist.
 */
NODISCARD bool simulate_accepted_read(struct command_call *call, const struct project *project,
                                      struct accepted_uses *uses);

/* There is an entry about the scenario. */
bool simulate_is_accepted(const struct accepted_uses *uses, const char *scenario);

/* Marks what is accepted in a failing row. It is accepted as a whole when every outcome in it is and all states were
 * visited; a search that hit a limit is incomplete then, for the rest is not known.
 */
void simulate_accept(struct accepted_uses *uses, struct simulation_scenario *row);

/* A note for each entry that has expired or whose scenario did not end so; where all scenarios were asked for, also for
 * one whose scenario was not run.
 */
void simulate_accepted_notes(struct arena *arena, const struct accepted_uses *uses, bool all_asked,
                             struct string_list *notes);

#endif
