/* What a simulation found, as the report shows it. */
#ifndef CLI_SIMULATE_RESULT_H
#define CLI_SIMULATE_RESULT_H

#include "cli/simulate/simulation.h"
#include "report/simulation/simulation_report.h"
#include "sim/scenarios.h"

/* Everything but scenarios and timeline. */
void simulation_report_begin(struct arena *arena, const struct project *project, const struct simulation *simulation,
                             const struct exploration_options *options, struct simulation_report *report);

/* One scenario's row. */
void simulation_report_add(const struct command_call *call, const struct scenario *scenario,
                           const struct exploration *exploration, struct simulation_report *report);

/* The row of one that was not run. */
void simulation_report_leave_out(struct arena *arena, const struct scenario_name *name, const char *why,
                                 struct simulation_report *report);

/* "internal flash", "external flash", "RAM", "network flash" */
const char *device_text(enum flash_device device);

#endif
