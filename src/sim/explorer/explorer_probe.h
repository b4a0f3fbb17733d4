/* Tries whether an end state still takes the next update. */
#ifndef SIM_EXPLORER_EXPLORER_PROBE_H
#define SIM_EXPLORER_EXPLORER_PROBE_H

#include "sim/explorer/explorer_worker.h"

/* The node's boots change nothing any more. Sets next_update_fails in its runs, from found_runs[first_run] on. */
void explorer_probe(struct explorer_worker *worker, const struct graph_node *node, size_t first_run);

/* The application `running` (its generation), just started, uploads the scenario's next update, and the machine boots on.
 * `boots` counts.
 */
bool next_update_installs(struct leg *leg, uint32_t running, uint32_t most_boots, uint64_t *boots);

#endif
