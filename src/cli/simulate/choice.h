/* Which scenarios a call of `simulate` runs, and what is said of the others. */
#ifndef CLI_SIMULATE_CHOICE_H
#define CLI_SIMULATE_CHOICE_H

#include "cli/simulate/simulation.h"
#include "report/simulation/simulation_report.h"
#include "sim/scenario/scenario.h"

struct chosen {
    struct scenario *items;
    size_t count;
    size_t capacity;
};

/* Those of --scenario, each of which the build must be able to run; without the option all that show something on it. */
NODISCARD bool simulate_choose(struct command_call *call, const struct simulation *simulation, struct chosen *chosen);

/* Nobody named a scenario: rows for those that were not chosen, with the reason. */
void simulate_add_left_out(struct arena *arena, const struct simulation *simulation, struct simulation_report *report);

/* Prints all scenarios. simulation NULL: without a build nothing is said of what can run. */
void simulate_list(struct command_call *call, const struct simulation *simulation);

#endif
