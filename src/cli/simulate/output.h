/* How results of `simulate` leave the program: scenario by scenario on standard output, whole in files. */
#ifndef CLI_SIMULATE_OUTPUT_H
#define CLI_SIMULATE_OUTPUT_H

#include "cli/progress.h"
#include "cli/simulate/settings.h"
#include "report/simulation/simulation_report.h"

/* Standard output holds one thing: the trace of a replay, where no report goes there. */
bool simulate_trace_on_output(const struct report_targets *targets);

bool simulate_wants_picture(const struct report_targets *targets);

/* Before hours of work: whether each report will have its place. */
NODISCARD bool simulate_places_can_be_written(struct command_call *call, const struct report_targets *targets);

/* The text's head, and the last scenario of the report, as soon as they are known; nothing where standard output gets
 * another format.
 */
void simulate_show_head(struct command_call *call, const struct report_targets *targets,
                        const struct simulation_report *report, struct progress *progress);
void simulate_show_scenario(struct command_call *call, const struct report_targets *targets,
                            const struct simulation_report *report, struct progress *progress);

/* All reports; of a text on standard output what was not shown yet. */
NODISCARD bool simulate_write_reports(struct command_call *call, const struct report_targets *targets,
                                      const struct simulation_report *report);

#endif
