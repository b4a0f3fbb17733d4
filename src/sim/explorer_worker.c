#include "sim/explorer_worker.h"

#include <string.h>
#include "sim/explorer_probe.h"

#define KEY_NODE      0x6000u
#define KEY_OPERATION 0x6001u
#define KEY_DATA      0x6002u
#define KEY_READINGS  0x6003u

/* Parents taken at once. */
#define PORTION 16u

struct state_hash explorer_key(struct state_hash state, uint32_t turn)
{
    return flash_hash_words(KEY_NODE, state.words[0], state.words[1], turn);
}

void explorer_worker_clear(struct explorer_worker *worker)
{
    explorer_set_clear(&worker->states);
    explorer_set_clear(&worker->operations);
    explorer_set_clear(&worker->masked);
    worker->found_needs.count = 0;
    worker->found_aliases.count = 0;
    worker->found_states.count = 0;
    worker->found_operations.count = 0;
    worker->found_runs.count = 0;
}

static void fill_step(const struct explorer_worker *worker, struct cut cut, struct graph_step *step)
{
    const struct machine_readings *readings = &worker->machine->readings;

    *step = (struct graph_step){ .cut = cut };
    memcpy(step->readings, readings->choices.taken, readings->position);
}

/* The node awaits pages that are not erased yet in this leg: what it stands for differs in them. */
static bool others_rely(const struct explorer_worker *worker)
{
    return worker->machine->uses.awaited != NULL && worker->machine->uses.awaited_count != 0;
}

static const uint64_t *pages_left(struct explorer_worker *worker)
{
    const struct machine_uses *uses = &worker->machine->uses;
    uint32_t count = worker->machine->flash.page_count;
    uint64_t *left;

    if (worker->left != NULL && worker->left_count == uses->awaited_count) {
        return worker->left;
    }
    left = arena_array(worker->arena, count / 64 + 1, sizeof *left);
    for (uint32_t i = 0; i < count; i++) {
        if ((uses->awaited[i / 64] >> i % 64 & 1) != 0 && uses->first[i] != USE_ERASED) {
            left[i / 64] |= (uint64_t)1 << i % 64;
        }
    }
    worker->left = left;
    worker->left_count = uses->awaited_count;
    return left;
}

/* The same cut in a state that the parent stands for leaves something that differs in those pages: that must not matter
 * either.
 */
static void note_need(struct explorer_worker *worker, struct state_hash key)
{
    if (others_rely(worker)) {
        *ARENA_PUSH(worker->arena, &worker->found_needs) = (struct found_need){ key, pages_left(worker) };
    }
}

static bool is_known(const struct explorer_worker *worker, struct state_hash key)
{
    const struct graph *graph = worker->shared->graph;

    return explorer_set_find(&graph->by_key, key) != EXPLORER_SET_NONE ||
           explorer_set_find(&graph->by_alias, key) != EXPLORER_SET_NONE;
}

/* The fork in worker->fork may be a new state. */
static void offer_fork(struct explorer_worker *worker, struct cut cut, uint32_t turn)
{
    struct state_hash key = explorer_key(worker->fork.hash, turn);
    struct found_state *found;

    note_need(worker, key);
    if (is_known(worker, key) || !explorer_set_add(&worker->states, key, 0)) {
        machine_fork_drop(worker->machine, &worker->fork);
        return;
    }
    found = ARENA_PUSH(worker->arena, &worker->found_states);
    *found = (struct found_state){ .parent = worker->node, .turn = turn, .key = key };
    fill_step(worker, cut, &found->step);
    found->state = machine_fork_save(worker->machine, &worker->fork);
}

static void cut_here(struct explorer_worker *worker, const struct operation *operation, const uint8_t *data,
                     struct cut cut)
{
    machine_fork(worker->machine, operation, data, cut, &worker->fork);
    offer_fork(worker, cut, leg_turn_after_cut(&worker->leg));
}

/* Fewer times in a row than the bootloader tries: after so many failures the application starts without the network core,
 * as it must, and no pair would be judged any more.
 */
static void watchdog_here(struct explorer_worker *worker, uint32_t number)
{
    struct cut cut = { number, CUT_WATCHDOG, 0 };

    if (worker->last_watchdog != number && worker->machine->rest.failed + 1 < worker->leg.device->config.net.attempts) {
        worker->last_watchdog = number;
        cut_here(worker, NULL, NULL, cut);
    }
}

/* Cuts within a write of so many words; returns how many there are. */
static uint32_t cut_write(struct explorer_worker *worker, uint32_t number, const struct operation *operation,
                          const uint8_t *data, uint32_t words)
{
    if (worker->shared->options->every_word) {
        for (uint32_t i = 0; i < words; i++) {
            cut_here(worker, operation, data, (struct cut){ number, CUT_WORDS, i });
        }
        return words;
    }
    cut_here(worker, operation, data, (struct cut){ number, CUT_FIRST_WORD, 0 });
    if (words > 2) {
        cut_here(worker, operation, data, (struct cut){ number, CUT_HALF, 0 });
    }
    if (words > 1) {
        cut_here(worker, operation, data, (struct cut){ number, CUT_ALL_BUT_ONE, 0 });
    }
    return words > 2 ? 3 : words;
}

static uint32_t cut_operation(struct explorer_worker *worker, uint32_t number, const struct operation *operation,
                              const uint8_t *data)
{
    uint32_t word = worker->machine->flash.geometry[operation->device].layout.write_size;
    uint32_t cuts = 2; /* before it; and after it, which is before the next or at the end */

    cut_here(worker, operation, data, (struct cut){ number, CUT_BEFORE, 0 });
    if (operation->kind == OPERATION_WRITE) {
        return cuts + cut_write(worker, number, operation, data, operation->size / word);
    }
    cut_here(worker, operation, data, (struct cut){ number, CUT_HALF, 0 });
    cut_here(worker, operation, data, (struct cut){ number, CUT_ALL_BUT_ONE, 0 });
    return cuts + 2;
}

/* What the states after a cut are a function of. */
static struct state_hash operation_key(struct explorer_worker *worker, const struct operation *operation,
                                       const uint8_t *data, bool waiting)
{
    struct machine *machine = worker->machine;
    struct state_hash sum = machine_state_hash(machine);
    uint64_t what = (uint64_t)operation->kind << 8 | (uint64_t)operation->device << 4 | (waiting ? 1 : 0);

    sum = flash_hash_words(KEY_OPERATION, sum.words[0], sum.words[1],
                           (uint64_t)leg_turn_after_cut(&worker->leg) << 32 | what);
    flash_hash_add(&sum, flash_hash_words(KEY_OPERATION, operation->offset, operation->size, what));
    if (data != NULL) {
        flash_hash_add(&sum, flash_hash_bytes(data, operation->size, KEY_DATA));
    }
    if (machine_has_unstable(machine, operation)) {
        flash_hash_add(&sum,
                       flash_hash_bytes(machine->readings.choices.taken, machine->readings.position, KEY_READINGS));
    }
    return sum;
}

/* A write over unstable words asks what they read; that is asked before the operation is looked up. */
static void ask_readings(struct machine *machine, const struct operation *operation)
{
    uint8_t *buffer;

    if (operation->kind != OPERATION_WRITE || operation->device == FLASH_DEVICE_RAM ||
        !machine_has_unstable(machine, operation)) {
        return;
    }
    buffer = flash_pool_take(&machine->pool, operation->size < 16 ? 16 : operation->size);
    (void)machine_read(machine, operation->device, operation->offset, buffer, operation->size);
    flash_pool_give(&machine->pool, buffer, operation->size < 16 ? 16 : operation->size);
}

static void before_operation(void *context, uint32_t number, const struct operation *operation, const uint8_t *data,
                             bool waiting)
{
    struct explorer_worker *worker = context;
    struct state_hash key;
    uint32_t cuts;
    bool known;

    if (waiting) {
        watchdog_here(worker, number);
    }
    if (operation == NULL) {
        return;
    }
    ask_readings(worker->machine, operation);
    key = operation_key(worker, operation, data, waiting);
    known = explorer_set_find(worker->shared->operations, key) != EXPLORER_SET_NONE ||
            !explorer_set_add(&worker->operations, key, 0);
    if (known && !others_rely(worker)) {
        return;
    }
    cuts = cut_operation(worker, number, operation, data);
    if (known) {
        return;
    }
    *ARENA_PUSH(worker->arena, &worker->found_operations) = (struct found_operation){ key, cuts };
}

/* The power goes when boot or turn is through, before anything else happens. */
static void cut_at_ends(struct explorer_worker *worker, const struct leg_result *result)
{
    struct machine *machine = worker->machine;
    struct cut at_end = { result->operations, CUT_BEFORE, 0 };

    machine_fork(machine, NULL, NULL, at_end, &worker->fork);
    offer_fork(worker, at_end, result->next_turn);
    if (result->operations != 0 && !result->turn_taken) {
        struct cut after_boot = { result->operations - 1, CUT_AFTER, 0 };

        machine_fork(machine, NULL, NULL, after_boot, &worker->fork);
        offer_fork(worker, after_boot, worker->leg.turn);
    }
}

/* A state that waits for its turn, and that was reached with more cuts. */
static bool may_be_shortened(const struct explorer_worker *worker, uint32_t known)
{
    const struct graph_node *nodes = worker->shared->graph->nodes.items;

    return nodes[known].state != NULL && nodes[known].cuts > nodes[worker->node].cuts;
}

static void offer_successor(struct explorer_worker *worker, const struct leg_result *result, struct graph_run *run)
{
    struct graph_step step;
    struct found_state *found;
    uint32_t known;

    fill_step(worker, NO_CUT, &step);
    memcpy(run->readings, step.readings, sizeof run->readings);
    machine_next_reset(worker->machine, result->next_reset);
    run->successor_key = explorer_key(machine_state_hash(worker->machine), result->next_turn);
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

static void start_leg(struct explorer_worker *worker, const struct graph_node *node,
                      const struct machine_choices *choices)
{
    struct machine *machine = worker->machine;
    struct machine_uses *uses = &machine->uses;

    machine_restore(machine, node->state);
    machine_reset_choices(machine, node->state->rest.reason, choices);
    memset(uses->first, USE_NONE, machine->flash.page_count);
    uses->awaited = node->awaited;
    uses->awaited_count = node->awaited_count;
    worker->left = NULL;
    worker->leg.turn = node->turn;
    worker->leg.cut = NO_CUT;
    worker->last_watchdog = UINT32_MAX;
    machine->hook.context = worker;
    machine->hook.before = worker->cutting ? before_operation : NULL;
}

static void run_leg(struct explorer_worker *worker, const struct graph_node *node,
                    const struct machine_choices *choices, struct graph_run *run)
{
    struct machine *machine = worker->machine;
    struct leg_result result;

    start_leg(worker, node, choices);
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
        cut_at_ends(worker, &result);
    }
    offer_successor(worker, &result, run);
}

static size_t page_words(const struct explorer_worker *worker)
{
    return (worker->machine->flash.page_count + 63) / 64;
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
    size_t words = page_words(worker);
    uint64_t any = 0;

    for (size_t i = 0; i < words; i++) {
        any |= worker->page_set[i];
    }
    return any == 0 ? NULL
                    : memcpy(arena_array(worker->arena, words, sizeof any), worker->page_set, words * sizeof any);
}

/* Every page that the node awaits is among the erased ones. */
static bool as_expected(const struct explorer_worker *worker, const uint64_t *awaited)
{
    for (size_t i = 0; awaited != NULL && i < page_words(worker); i++) {
        if ((awaited[i] & ~worker->page_set[i]) != 0) {
            return false;
        }
    }
    return true;
}

/* What a state is without these pages. */
static struct state_hash masked_key(const struct explorer_worker *worker, const struct found_state *found,
                                    const uint64_t *pages)
{
    struct state_hash sum = found->state->flash.sum;

    flash_hash_subtract(&sum, flash_set_sum_of(&worker->machine->flash, &found->state->flash, pages));
    return explorer_key(machine_hash_of(sum, &found->state->rest), found->turn);
}

/* Runs a found state to its next reset, to see whether it erases what it is expected to erase. */
static void try_state(struct explorer_worker *worker, struct found_state *found)
{
    struct machine *machine = worker->machine;
    struct machine_choices choices = { .count = 0 };
    struct leg_result result;

    memset(worker->page_set, 0xff, page_words(worker) * sizeof *worker->page_set);
    do {
        machine_restore(machine, found->state);
        machine_reset_choices(machine, found->state->rest.reason, &choices);
        memset(machine->uses.first, USE_NONE, machine->flash.page_count);
        machine->uses.awaited = NULL;
        worker->leg.turn = found->turn;
        worker->leg.cut = NO_CUT;
        leg_run(&worker->leg, &result);
        worker->boots++;
        worker->flash_operations += result.operations;
        keep_erased(worker);
        choices = machine->readings.choices;
        choices.count = machine->readings.position;
    } while (machine_next_choices(&choices));
    found->as_expected = as_expected(worker, found->awaited);
    found->not_as_expected = !found->as_expected;
}

/* A state that is known to erase the pages in which it differs from this one before it reads them. False: there is none. */
static bool find_stand_in(struct explorer_worker *worker, const struct found_state *found, size_t index,
                          struct state_hash *key)
{
    const struct graph *graph = worker->shared->graph;
    uint32_t number = explorer_set_find(&graph->by_masked, found->masked);
    struct found_state *first;

    if (number != EXPLORER_SET_NONE && graph->nodes.items[number].as_expected) {
        *key = graph->nodes.items[number].key;
        return true;
    }
    if (explorer_set_add(&worker->masked, found->masked, (uint32_t)index)) {
        return false;
    }
    first = &worker->found_states.items[explorer_set_find(&worker->masked, found->masked)];
    if (!first->as_expected && !first->not_as_expected) {
        try_state(worker, first);
    }
    *key = first->key;
    return first->as_expected;
}

/* What cuts in the runs from the node left, from found_states[first] on: it may be expected of each that it begins
 * anew and erases these pages.
 */
static void expect_erased(struct explorer_worker *worker, size_t first, const uint64_t *erased)
{
    size_t kept = first;

    for (size_t i = first; i < worker->found_states.count; i++) {
        struct found_state found = worker->found_states.items[i];
        struct state_hash stands;
        bool cut = found.step.cut.operation != UINT32_MAX;

        if (cut) {
            found.masked = masked_key(worker, &found, erased);
            found.awaited = erased;
        }
        worker->found_states.items[kept] = found;
        if (cut && find_stand_in(worker, &found, kept, &stands)) {
            *ARENA_PUSH(worker->arena, &worker->found_aliases) =
                (struct found_alias){ found.key, stands, found.masked, erased };
            machine_release(worker->machine, found.state);
        } else {
            kept++;
        }
    }
    worker->found_states.count = kept;
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
    const uint64_t *never = worker->shared->never;
    size_t first_run = worker->found_runs.count;
    size_t first_state = worker->found_states.count;
    size_t first_need = worker->found_needs.count;
    const uint64_t *erased;

    worker->node = number;
    worker->cutting = node->cuts < worker->shared->options->max_cuts;
    worker->too_many_unstable = worker->too_many_unstable || node->state->flash.too_many_unstable;
    for (size_t i = 0; i < page_words(worker); i++) {
        worker->page_set[i] = never == NULL ? 0 : ~never[i];
    }
    if (run_all(worker, node)) {
        explorer_probe(worker, node, first_run);
    }
    erased = copy_erased(worker);
    worker->found_runs.items[first_run].as_expected = as_expected(worker, node->awaited);
    worker->found_runs.items[first_run].erased = erased;
    if (!worker->found_runs.items[first_run].as_expected) {
        worker->found_needs.count = first_need;
    }
    if (erased != NULL) {
        expect_erased(worker, first_state, erased);
    }
    machine_release(worker->machine, node->state);
}

static bool over_limit(const struct explorer_worker *worker)
{
    const struct explorer_shared *shared = worker->shared;

    return worker->found_states.count > shared->options->max_states ||
           worker->machine->pool.taken_from_arena > shared->memory_each;
}

void explorer_worker_run(struct explorer_worker *worker)
{
    struct explorer_shared *shared = worker->shared;

    for (;;) {
        size_t first = atomic_fetch_add(&shared->next, PORTION);

        if (first >= shared->frontier_count) {
            return;
        }
        for (size_t i = first; i < shared->frontier_count && i < first + PORTION; i++) {
            if (over_limit(worker)) {
                worker->stopped = true;
                return;
            }
            expand(worker, shared->frontier[i]);
        }
        if (worker->reports && shared->options->progress != NULL) {
            shared->options->progress(shared->options->context, shared->graph->nodes.count + worker->found_states.count,
                                      shared->frontier_count - first);
        }
    }
}
