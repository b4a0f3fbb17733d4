#include "sim/explorer/explorer_merge.h"

#include "sim/machine/page_mask.h"

static void merge_runs(struct explorer *explorer, struct explorer_worker *worker, uint32_t parent, size_t *at)
{
    struct graph_node *node = &explorer->graph.nodes.items[parent];

    for (; *at < worker->found_runs.count && worker->found_runs.items[*at].parent == parent; (*at)++) {
        if (node->run_count == 0) {
            node->first_run = (uint32_t)explorer->graph.runs.count;
            node->erased = worker->found_runs.items[*at].erased;
        }
        node->run_count++;
        *ARENA_PUSH(explorer->arena, &explorer->graph.runs) = worker->found_runs.items[*at].run;
    }
    if (node->run_count != 0) {
        claims_expanded(&explorer->claims, parent);
    }
}

static uint32_t cuts_of(const struct explorer *explorer, const struct found_state *found)
{
    return explorer->graph.nodes.items[found->parent].cuts + (found->step.cut.operation != UINT32_MAX ? 1 : 0);
}

/* A state that was found before and waits: with fewer cuts it is due earlier, and has the shorter path. */
static void shorten(struct explorer *explorer, const struct found_state *found)
{
    struct graph *graph = &explorer->graph;
    uint32_t number = explorer_set_find(&graph->by_key, found->key);
    struct graph_node *node = &graph->nodes.items[number];
    uint32_t cuts = cuts_of(explorer, found);

    if (node->run_count == 0 && cuts < node->cuts) {
        node->cuts = cuts;
        node->parent = found->parent;
        node->step = found->step;
        *ARENA_PUSH(explorer->arena, &explorer->now) = number;
    }
}

static uint32_t add_state(struct explorer *explorer, const struct found_state *found)
{
    uint32_t number = graph_add(&explorer->graph, found->key, found->parent, &found->step, found->turn);

    explorer->graph.nodes.items[number].state = found->state;
    if (found->masks) {
        (void)explorer_set_add(&explorer->graph.by_masked, found->masked, number);
    }
    if (found->step.cut.operation != UINT32_MAX) {
        *ARENA_PUSH(explorer->arena, &explorer->next) = number;
    } else {
        *ARENA_PUSH(explorer->arena, &explorer->now) = number;
    }
    return number;
}

/* Pages in which two states differ that are the same otherwise. */
static const uint64_t *difference(struct explorer *explorer, const struct machine_state *left,
                                  const struct machine_state *right)
{
    uint64_t *pages = arena_array(explorer->arena, explorer->claims.words, sizeof *pages);

    flash_set_difference(&explorer->workers[0].machine->flash, &left->flash, &right->flash, pages);
    return pages;
}

/* Another state may stand for it. */
static bool leave_out(struct explorer *explorer, const struct found_state *found)
{
    uint32_t other = found->masks ? explorer_set_find(&explorer->graph.by_masked, found->masked) : EXPLORER_SET_NONE;
    const uint64_t *pages;
    struct alias alias;

    /* Not one with more cuts, which may have fewer left to be tried. */
    if (other == EXPLORER_SET_NONE || explorer->graph.nodes.items[other].cuts > cuts_of(explorer, found)) {
        return false;
    }
    pages = difference(explorer, found->state, explorer->graph.nodes.items[other].state);
    if (!claims_allow(&explorer->claims, other, pages)) {
        return false;
    }
    alias = (struct alias){ .key = found->key,
                            .node = other,
                            .parent = found->parent,
                            .step = found->step,
                            .turn = found->turn,
                            .pages = pages };
    claims_leave_out(&explorer->claims, &alias);
    return true;
}

/* A worker offers what a cut leaves once in a round, several may offer the same: only the first counts, as if there were one
 * worker, so that the result does not depend on who was faster.
 */
static bool is_offered_again(struct explorer *explorer, const struct found_state *found)
{
    return !explorer_set_add(&explorer->taken, found->key, 0) && found->step.cut.operation != UINT32_MAX;
}

static void take_state(struct explorer *explorer, struct machine *machine, const struct found_state *found)
{
    if (is_offered_again(explorer, found)) {
        machine_release(machine, found->state);
    } else if (explorer_set_find(&explorer->graph.by_key, found->key) != EXPLORER_SET_NONE) {
        shorten(explorer, found);
        machine_release(machine, found->state);
    } else if (leave_out(explorer, found)) {
        machine_release(machine, found->state);
    } else {
        (void)add_state(explorer, found);
    }
}

static void merge_states(struct explorer *explorer, struct explorer_worker *worker, uint32_t parent, size_t *at)
{
    for (; *at < worker->found_states.count && worker->found_states.items[*at].parent == parent; (*at)++) {
        take_state(explorer, worker->machine, &worker->found_states.items[*at]);
    }
}

static void merge_operations(struct explorer *explorer)
{
    for (unsigned i = 0; i < explorer->worker_count; i++) {
        const struct explorer_worker *worker = &explorer->workers[i];

        for (size_t j = 0; j < worker->found_operations.count; j++) {
            if (explorer_set_add(&explorer->operations, worker->found_operations.items[j].key, 0)) {
                explorer->cuts += worker->found_operations.items[j].cuts;
            }
        }
    }
}

/* A run's successor is a node by now. */
static void resolve_successors(struct explorer *explorer)
{
    struct graph *graph = &explorer->graph;

    for (size_t i = 0; i < explorer->shared.item_count; i++) {
        const struct graph_node *node = &graph->nodes.items[explorer->shared.items[i]];

        for (uint32_t j = 0; j < node->run_count; j++) {
            struct graph_run *run = &graph->runs.items[node->first_run + j];

            run->successor = explorer_set_find(&graph->by_key, run->successor_key);
        }
    }
}

static void merge_expanded(struct explorer *explorer)
{
    size_t runs[EXPLORER_WORKERS_MAX] = { 0 };
    size_t states[EXPLORER_WORKERS_MAX] = { 0 };

    explorer_set_clear(&explorer->taken);
    for (size_t i = 0; i < explorer->shared.item_count; i++) {
        for (unsigned j = 0; j < explorer->worker_count; j++) {
            merge_runs(explorer, &explorer->workers[j], explorer->shared.items[i], &runs[j]);
        }
    }
    for (size_t i = 0; i < explorer->shared.item_count; i++) {
        for (unsigned j = 0; j < explorer->worker_count; j++) {
            merge_states(explorer, &explorer->workers[j], explorer->shared.items[i], &states[j]);
        }
    }
    merge_operations(explorer);
    resolve_successors(explorer);
}

static void merge_checks(struct explorer *explorer)
{
    size_t at[EXPLORER_WORKERS_MAX] = { 0 };

    for (size_t i = 0; i < explorer->shared.item_count; i++) {
        for (unsigned j = 0; j < explorer->worker_count; j++) {
            const struct explorer_worker *worker = &explorer->workers[j];

            for (; at[j] < worker->found_needs.count &&
                   worker->found_needs.items[at[j]].node == explorer->shared.items[i];
                 at[j]++) {
                const struct found_need *need = &worker->found_needs.items[at[j]];

                claims_need(&explorer->claims, need->node, need->key, need->pages);
            }
        }
    }
}

/* It may have been found otherwise meanwhile. */
static void take_made(struct explorer *explorer, struct machine *machine, const struct found_made *made)
{
    struct alias alias = explorer->claims.aliases.items[made->alias];
    struct found_state found = {
        .parent = alias.parent, .step = alias.step, .turn = alias.turn, .key = alias.key, .state = made->state
    };
    uint32_t number = explorer_set_find(&explorer->graph.by_key, alias.key);

    if (number == EXPLORER_SET_NONE) {
        number = add_state(explorer, &found);
    } else {
        machine_release(machine, made->state);
    }
    claims_made(&explorer->claims, made->alias, number);
}

static void merge_made(struct explorer *explorer)
{
    size_t at[EXPLORER_WORKERS_MAX] = { 0 };

    for (size_t i = 0; i < explorer->shared.item_count; i++) {
        for (unsigned j = 0; j < explorer->worker_count; j++) {
            const struct explorer_worker *worker = &explorer->workers[j];

            if (at[j] < worker->found_made.count &&
                worker->found_made.items[at[j]].alias == explorer->shared.items[i]) {
                take_made(explorer, worker->machine, &worker->found_made.items[at[j]++]);
            }
        }
    }
}

void explorer_merge(struct explorer *explorer)
{
    switch (explorer->shared.task) {
    case TASK_EXPAND:
        merge_expanded(explorer);
        break;
    case TASK_CHECK:
        merge_checks(explorer);
        break;
    case TASK_MAKE:
        merge_made(explorer);
        break;
    }
}
