/* What a state is worth: which images run, and what its uncut boots come to. */
#ifndef SIM_EXPLORER_JUDGE_H
#define SIM_EXPLORER_JUDGE_H

#include "sim/explorer/explorer.h"
#include "sim/explorer/explorer_graph.h"

/* All files of a scenario, each once. */
struct judge_images {
    const struct sim_image **items;
    size_t count;
};

struct judge_images judge_collect(struct arena *arena, const struct scenario *scenario);

/* The pair that the boot started. False: the application cannot run where it lies, or is none that the scenario knows. */
bool judge_pair(struct machine *machine, const struct sim_device *device, const struct judge_images *images,
                const struct run_result *run, struct pair *pair);

/* The end of a leg by itself, as if it were the last. */
enum outcome judge_end(const struct scenario *scenario, const struct graph_run *run);
bool judge_may_start(const struct scenario *scenario, struct pair pair);

/* The way without any cut and with the first readings: what it comes to, and all flash operations until nothing new
 * happens any more.
 */
enum outcome judge_uncut(const struct scenario *scenario, const struct graph *graph, struct pair *end,
                         uint64_t *operations);
/* The same with the leg that says so: the first that fails, else the last one; NULL where none is known. */
enum outcome judge_uncut_run(const struct scenario *scenario, const struct graph *graph, const struct graph_run **run,
                             uint64_t *operations);

/* Fills in outcome, depth and worst_run of every node of a closed graph. */
void judge_graph(const struct scenario *scenario, uint32_t settle_boots, struct graph *graph);

/* "starts app 2.0.0, net 1.0.0", "stops without an image": one phrase, in the arena. */
const char *judge_reason(struct arena *arena, const struct graph *graph, uint32_t node);
const char *judge_run_reason(struct arena *arena, const struct graph_run *run);
/* The leg that it happens in. The node was run. */
const struct graph_run *judge_blamed_run(const struct graph *graph, uint32_t node);

#endif
