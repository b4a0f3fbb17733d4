#include "sim/explorer/explorer_worker.h"

#include <string.h>
#include "sim/explorer/explorer_expand.h"
#include "sim/explorer/explorer_probe.h"
#include "sim/machine/page_mask.h"

/* Items taken at once. */
#define PORTION 16u

void explorer_worker_clear(struct explorer_worker *worker)
{
    explorer_set_clear(&worker->states);
    explorer_set_clear(&worker->operations);
    worker->found_states.count = 0;
    worker->found_operations.count = 0;
    worker->found_runs.count = 0;
    worker->found_needs.count = 0;
    worker->found_made.count = 0;
}

/* A state that waits for its turn, and that was reached with more cuts. */
static bool may_be_shortened(const struct explorer_worker *worker, uint32_t known)
{
    const struct graph_node *nodes = worker->shared->graph->nodes.items;

    return nodes[known].run_count == 0 && nodes[known].cuts > nodes[worker->node].cuts;
}

static void offer_successor(struct explorer_worker *worker, const struct leg_result *result, struct graph_run *run)
{
    struct graph_step step;
    struct found_state *found;
    uint32_t known;

    explorer_fill_step(worker, NO_CUT, &step);
    memcpy(run->readings, step.readings, sizeof run->readings);
    machine_next_reset(worker->machine, result->next_reset);
    run->successor_key = graph_key(machine_state_hash(worker->machine), result->next_turn);
    known = explorer_set_find(&worker->shared->graph->by_key, run->successor_key);
    if (known != EXPLORER_SET_NONE && !may_be_shortened(worker, known)) {
        return;
    }
    /* Also when a cut led to the same state: the way without that cut is the shorter one. */
    (void)explorer_set_add(&worker->states, run->successor_key, 0);
    found = ARENA_PUSH(worker->arena, &worker->found_states);
    *found = (struct found_state){ .parent = worker->node,
                                   .step = step,
                                   .turn = result->next_turn,
                                   .key = run->successor_key,
                                   .state = machine_save(worker->machine) };
}

static void run_leg(struct explorer_worker *worker, const struct graph_node *node,
                    const struct machine_choices *choices, struct graph_run *run)
{
    struct machine *machine = worker->machine;
    struct leg_result result;

    explorer_start_leg(worker, node, choices);
    leg_run(&worker->leg, &result);
    machine->hook.before = NULL;
    worker->boots++;
    worker->flash_operations += result.operations;
    worker->read_alike += machine->readings.alike_known ? 1 : 0;
    *run = (struct graph_run){ .end = result.end,
                               .started = result.started,
                               .pair = result.pair,
                               .fault = result.fault.kind,
                               .operations = result.operations,
                               .successor = GRAPH_NONE };
    if (worker->cutting) {
        explorer_cut_at_end(worker, &result);
    }
    offer_successor(worker, &result, run);
}

/* Takes those pages out of the set that the last run did not erase before it read them. */
static void keep_erased(struct explorer_worker *worker)
{
    const struct machine_uses *uses = &worker->machine->uses;

    for (uint32_t i = 0; i < worker->machine->flash.page_count; i++) {
        if (uses->first[i] != USE_ERASED) {
            worker->page_set[i / 64] &= ~((uint64_t)1 << i % 64);
        }
    }
}

/* A copy of the set that lives as long as the worker; NULL: it is empty. */
static const uint64_t *copy_erased(struct explorer_worker *worker)
{
    size_t words = page_mask_words(worker->machine->flash.page_count);

    if (page_mask_empty(worker->page_set, words)) {
        return NULL;
    }
    return memcpy(arena_array(worker->arena, words, sizeof(uint64_t)), worker->page_set, words * sizeof(uint64_t));
}

/* What a state is without these pages. */
static struct state_hash masked_key(const struct explorer_worker *worker, const struct found_state *found,
                                    const uint64_t *pages)
{
    struct state_hash sum = found->state->flash.sum;

    flash_hash_subtract(&sum, flash_set_sum_of(&worker->machine->flash, &found->state->flash, pages));
    return graph_key(machine_hash_of(sum, &found->state->rest), found->turn);
}

/* What cuts left, from found_states[first] on: whoever begins anew is likely to erase these pages again. */
static void mask_states(struct explorer_worker *worker, size_t first, const uint64_t *erased)
{
    for (size_t i = first; i < worker->found_states.count; i++) {
        struct found_state *found = &worker->found_states.items[i];

        if (found->step.cut.operation != UINT32_MAX && !found->at_end) {
            found->masked = masked_key(worker, found, erased);
            found->masks = true;
        }
    }
}

/* All readings of what is open, one after the other. True: no run changed anything. */
static bool run_all(struct explorer_worker *worker, const struct graph_node *node)
{
    struct machine_choices choices = { .count = 0 };
    bool settled = true;

    do {
        struct found_run *found = ARENA_PUSH(worker->arena, &worker->found_runs);

        *found = (struct found_run){ .parent = worker->node };
        run_leg(worker, node, &choices, &found->run);
        keep_erased(worker);
        choices = worker->machine->readings.choices;
        choices.count = worker->machine->readings.position;
        settled = settled && flash_hash_equal(found->run.successor_key, node->key);
    } while (machine_next_choices(&choices));
    return settled;
}

static void expand(struct explorer_worker *worker, uint32_t number)
{
    const struct graph_node *node = &worker->shared->graph->nodes.items[number];
    size_t words = page_mask_words(worker->machine->flash.page_count);
    size_t first_run = worker->found_runs.count;
    size_t first_state = worker->found_states.count;
    const uint64_t *erased;

    worker->node = number;
    worker->checking = false;
    worker->cutting = node->cuts < worker->shared->options->max_cuts;
    worker->too_many_unstable = worker->too_many_unstable || node->state->flash.too_many_unstable;
    memset(worker->page_set, 0xff, words * sizeof *worker->page_set);
    if (run_all(worker, node)) {
        explorer_probe(worker, node, first_run);
    }
    erased = copy_erased(worker);
    worker->found_runs.items[first_run].erased = erased;
    if (erased != NULL && worker->shared->leaves_out) {
        mask_states(worker, first_state, erased);
    }
}

static void do_item(struct explorer_worker *worker, size_t item)
{
    const struct explorer_shared *shared = worker->shared;

    switch (shared->task) {
    case TASK_EXPAND:
        expand(worker, shared->items[item]);
        break;
    case TASK_CHECK:
        explorer_check(worker, shared->items[item], shared->checks[item]);
        break;
    case TASK_MAKE:
        explorer_make(worker, shared->items[item]);
        break;
    }
}

static bool over_limit(const struct explorer_worker *worker)
{
    const struct explorer_shared *shared = worker->shared;

    return worker->found_states.count > shared->options->max_states || arena_bytes(worker->arena) > shared->memory_each;
}

void explorer_worker_run(struct explorer_worker *worker)
{
    struct explorer_shared *shared = worker->shared;

    for (;;) {
        size_t first = atomic_fetch_add(&shared->next, PORTION);

        if (first >= shared->item_count) {
            return;
        }
        for (size_t i = first; i < shared->item_count && i < first + PORTION; i++) {
            if (over_limit(worker)) {
                worker->stopped = true;
                return;
            }
            do_item(worker, i);
        }
        if (worker->reports && shared->options->progress != NULL) {
            shared->options->progress(shared->options->context, shared->graph->nodes.count + worker->found_states.count,
                                      shared->item_count - first);
        }
    }
}
