/* Runs one path of a scenario again: as a readable trace, and as the timeline of the picture. */
#ifndef CLI_SIMULATE_TRACE_H
#define CLI_SIMULATE_TRACE_H

#include "cli/simulate/simulation.h"
#include "report/simulation/simulation_report.h"

/* Appends boot after boot: what the bootloader logs, each flash operation, the command block, where the power goes and
 * what starts. False when `path` is no path of this scenario; *why says so.
 */
NODISCARD bool simulation_trace(struct arena *arena, const struct simulation *simulation,
                                const struct scenario *scenario, const char *path, uint64_t seed, struct text *out,
                                const char **why);

/* Fills the report's timeline; its areas are those of the report. */
NODISCARD bool simulation_timeline(struct arena *arena, const struct simulation *simulation,
                                   const struct scenario *scenario, const char *path, uint64_t seed,
                                   struct simulation_report *report, const char **why);

/* "power on", "reset", ... and "starts app 2.0.0, net 1.0.0", "power cut", ...: how a run begins and ends. */
const char *run_begin_text(struct arena *arena, const struct replay_run *run);
const char *run_end_text(struct arena *arena, const struct replay_run *run, const struct run_result *result,
                         struct pair running);

#endif
