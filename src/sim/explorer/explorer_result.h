/* What an exploration says in the end: outcomes, failing states with their paths, the deepest recovery. */
#ifndef SIM_EXPLORER_EXPLORER_RESULT_H
#define SIM_EXPLORER_EXPLORER_RESULT_H

#include "sim/explorer/explorer.h"
#include "sim/explorer/explorer_graph.h"

/* Judges the graph and fills in what follows from it. Texts live in the arena. */
void explorer_result(struct arena *arena, const struct scenario *scenario, const struct exploration_options *options,
                     struct graph *graph, struct exploration *result);

/* Whether the graph, as far as it is expanded, has a failing state. */
bool explorer_fails(const struct scenario *scenario, const struct exploration_options *options, struct graph *graph);

#endif
