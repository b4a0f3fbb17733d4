#include "sim/explorer/explorer_result.h"

#include "sim/explorer/judge.h"
#include "sim/explorer/replay.h"

static void add_failure(struct arena *arena, const struct graph *graph, uint32_t number, struct exploration *result)
{
    const struct graph_node *node = &graph->nodes.items[number];

    result->failures[result->failure_count++] = (struct failing_state){
        .outcome = node->outcome,
        .replay = replay_path(arena, graph, number),
        .reason = judge_reason(arena, graph, number),
        .cuts = node->cuts,
    };
}

/* Fewest cuts first; the numbers follow the order in which states were found. */
static void list_failures(struct arena *arena, const struct graph *graph, uint32_t most, struct exploration *result)
{
    uint64_t failing = 0;
    uint32_t cuts_max = 0;
    size_t kept;

    for (uint32_t i = 0; i < graph->nodes.count; i++) {
        if (graph->nodes.items[i].outcome != OUTCOME_GOOD) {
            failing++;
            result->failing[graph->nodes.items[i].outcome]++;
            cuts_max = graph->nodes.items[i].cuts > cuts_max ? graph->nodes.items[i].cuts : cuts_max;
        }
    }
    kept = failing < most ? (size_t)failing : most;
    result->failures = arena_array(arena, kept, sizeof *result->failures);
    for (uint32_t cuts = 0; failing != 0 && cuts <= cuts_max; cuts++) {
        for (uint32_t i = 0; i < graph->nodes.count && result->failure_count < kept; i++) {
            if (graph->nodes.items[i].outcome != OUTCOME_GOOD && graph->nodes.items[i].cuts == cuts) {
                add_failure(arena, graph, i, result);
            }
        }
    }
}

static void find_deepest(struct arena *arena, const struct graph *graph, struct exploration *result)
{
    uint32_t deepest = 0;

    for (uint32_t i = 0; i < graph->nodes.count; i++) {
        if (graph->nodes.items[i].depth > graph->nodes.items[deepest].depth) {
            deepest = i;
        }
    }
    result->deepest_recovery = graph->nodes.items[deepest].depth;
    result->deepest_replay = replay_path(arena, graph, deepest);
}

/* Each of its boots was run, the last one changed nothing or is the last that there is. */
static bool uncut_is_known(const struct graph *graph)
{
    uint32_t number = 0;

    for (size_t i = 0; i <= graph->nodes.count; i++) {
        const struct graph_node *node = &graph->nodes.items[number];
        uint32_t successor;

        if (node->run_count == 0) {
            return false;
        }
        successor = graph->runs.items[node->first_run].successor;
        if (successor == GRAPH_NONE || successor == number) {
            return true;
        }
        number = successor;
    }
    return true;
}

/* The run without a cut has to come to more than what is allowed after one. */
static void judge_all(const struct scenario *scenario, const struct exploration_options *options, struct graph *graph,
                      struct exploration *result)
{
    struct graph_node *start = &graph->nodes.items[0];

    judge_graph(scenario, options->settle_boots, graph);
    result->uncut_known = uncut_is_known(graph);
    result->uncut = judge_uncut(scenario, graph, &result->uncut_end, &result->uncut_operations);
    if (result->uncut != OUTCOME_GOOD && start->run_count != 0 &&
        (start->outcome == OUTCOME_GOOD || result->uncut < start->outcome)) {
        start->outcome = result->uncut;
    }
}

bool explorer_fails(const struct scenario *scenario, const struct exploration_options *options, struct graph *graph)
{
    struct exploration result;

    judge_all(scenario, options, graph, &result);
    for (uint32_t i = 0; i < graph->nodes.count; i++) {
        if (graph->nodes.items[i].outcome != OUTCOME_GOOD) {
            return true;
        }
    }
    return false;
}

void explorer_result(struct arena *arena, const struct scenario *scenario, const struct exploration_options *options,
                     struct graph *graph, struct exploration *result)
{
    judge_all(scenario, options, graph, result);
    for (uint32_t i = 0; i < graph->nodes.count; i++) {
        result->states += graph->nodes.items[i].run_count != 0 ? 1 : 0;
    }
    list_failures(arena, graph, options->max_failures, result);
    find_deepest(arena, graph, result);
}
