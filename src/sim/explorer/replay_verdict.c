#include "sim/explorer/replay_verdict.h"

#include <string.h>
#include "sim/explorer/explorer_probe.h"

/* Boots without a cut within which an end must be reached, as for the explorer. */
#define SETTLE_BOOTS 16u
/* No limit of the graph's: boots before the last cut do not count. */
#define ANY_DEPTH (UINT32_MAX / 2)

static void open_node(struct replay_verdict *verdict)
{
    struct graph *graph = &verdict->graph;

    *ARENA_PUSH(graph->arena, &graph->nodes) =
        (struct graph_node){ .parent = GRAPH_NONE, .first_run = (uint32_t)graph->runs.count };
}

void replay_verdict_begin(struct arena *arena, struct replay_verdict *verdict)
{
    *verdict = (struct replay_verdict){ .graph = { .arena = arena } };
    open_node(verdict);
}

void replay_verdict_add(struct replay_verdict *verdict, uint32_t turn, uint32_t boot, const struct graph_step *step,
                        const struct leg_result *leg, bool unchanged)
{
    struct graph *graph = &verdict->graph;
    uint32_t number = (uint32_t)graph->nodes.count - 1;
    struct graph_node *node = &graph->nodes.items[number];
    struct graph_run *run = ARENA_PUSH(graph->arena, &graph->runs);

    *run = (struct graph_run){
        .end = leg->end,
        .started = leg->started,
        .pair = leg->pair,
        .fault = leg->fault.kind,
        .operations = leg->operations,
        .successor = unchanged ? number : number + 1,
    };
    memcpy(run->readings, step->readings, sizeof run->readings);
    *ARENA_PUSH(graph->arena, &verdict->boots) = boot;
    node->turn = turn;
    node->run_count++;
    if (unchanged) {
        return;
    }
    open_node(verdict);
    if (step->cut.operation != UINT32_MAX) {
        verdict->cut = true;
        verdict->after_cut = number + 1;
    }
}

bool replay_verdict_probe(struct replay_verdict *verdict, struct leg *leg)
{
    struct graph_run *last = &verdict->graph.runs.items[verdict->graph.runs.count - 1];
    uint64_t boots = 0;

    last->next_update_fails = false;
    if (leg->scenario->next_update != NULL && leg->turn >= leg->scenario->turn_count && last->end == RUN_APPLICATION &&
        judge_end(leg->scenario, last) == OUTCOME_GOOD) {
        last->next_update_fails = !next_update_installs(leg, last->pair.app, SETTLE_BOOTS, &boots);
    }
    return !last->next_update_fails;
}

/* A path that does not settle goes on for ever: its last boot leads back behind the last cut. */
static void close_graph(struct replay_verdict *verdict)
{
    struct graph *graph = &verdict->graph;

    if (graph->nodes.items[graph->nodes.count - 1].run_count == 0 && graph->runs.count != 0) {
        graph->nodes.count--;
        graph->runs.items[graph->runs.count - 1].successor = verdict->after_cut;
    }
}

enum outcome replay_verdict_end(struct replay_verdict *verdict, const struct scenario *scenario, const char **reason,
                                uint32_t *boot)
{
    struct graph *graph = &verdict->graph;
    const struct graph_run *blamed;
    const struct graph_run *last;
    struct graph_node *settling;
    enum outcome outcome;
    enum outcome uncut;
    uint64_t operations;

    close_graph(verdict);
    judge_graph(scenario, ANY_DEPTH, graph);
    outcome = graph->nodes.items[0].outcome;
    blamed = judge_blamed_run(graph, 0);
    settling = &graph->nodes.items[verdict->after_cut];
    if (outcome == OUTCOME_GOOD && settling->depth > SETTLE_BOOTS + scenario->turn_count - settling->turn) {
        outcome = OUTCOME_UNBOUNDED;
    }
    uncut = verdict->cut ? OUTCOME_GOOD : judge_uncut_run(scenario, graph, &last, &operations);
    if (uncut != OUTCOME_GOOD && (outcome == OUTCOME_GOOD || uncut < outcome)) {
        outcome = uncut;
        blamed = last;
    }
    *reason = judge_run_reason(graph->arena, blamed);
    *boot = verdict->boots.items[blamed - graph->runs.items];
    return outcome;
}
