/* What cuts in a run leave: new states, or the needs of a claim that is checked. */
#include <string.h>
#include "sim/explorer/explorer_expand.h"
#include "sim/machine/page_mask.h"

#define KEY_OPERATION 0x6001u
#define KEY_DATA      0x6002u
#define KEY_READINGS  0x6003u
#define KEY_NEED      0x6004u

void explorer_fill_step(const struct explorer_worker *worker, struct cut cut, struct graph_step *step)
{
    const struct machine_readings *readings = &worker->machine->readings;

    *step = (struct graph_step){ .cut = cut };
    memcpy(step->readings, readings->choices.taken, readings->position);
}

/* A copy for each number of pages left. */
static const uint64_t *pages_left(struct explorer_worker *worker)
{
    const struct machine_uses *uses = &worker->machine->uses;
    uint32_t count = worker->machine->flash.page_count;
    uint64_t *left;

    if (worker->left != NULL && worker->left_count == uses->awaited_count) {
        return worker->left;
    }
    left = arena_array(worker->arena, page_mask_words(count), sizeof *left);
    for (uint32_t i = 0; i < count; i++) {
        if (page_mask_has(uses->awaited, i) && uses->first[i] != USE_ERASED) {
            page_mask_add(left, i);
        }
    }
    worker->left = left;
    worker->left_count = uses->awaited_count;
    return left;
}

/* What the fork leaves must not depend on the pages that are not erased yet either. */
static void note_need(struct explorer_worker *worker, uint32_t turn)
{
    struct state_hash key = graph_key(worker->fork.hash, turn);
    const uint64_t *left = pages_left(worker);
    size_t bytes = page_mask_words(worker->machine->flash.page_count) * sizeof *left;
    struct state_hash noted = flash_hash_words(KEY_NEED, key.words[0], key.words[1], worker->node);

    flash_hash_add(&noted, flash_hash_bytes(left, bytes, KEY_NEED));
    machine_fork_drop(worker->machine, &worker->fork);
    if (explorer_set_add(&worker->states, noted, 0)) {
        *ARENA_PUSH(worker->arena, &worker->found_needs) = (struct found_need){ worker->node, key, left };
    }
}

static bool is_known(const struct explorer_worker *worker, struct state_hash key)
{
    return explorer_set_find(&worker->shared->graph->by_key, key) != EXPLORER_SET_NONE ||
           explorer_set_find(&worker->shared->claims->by_key, key) != EXPLORER_SET_NONE;
}

/* The fork in worker->fork may be a new state. */
static void offer_fork(struct explorer_worker *worker, struct cut cut, uint32_t turn)
{
    struct state_hash key = graph_key(worker->fork.hash, turn);
    struct found_state *found;

    if (worker->checking) {
        note_need(worker, turn);
        return;
    }
    if (is_known(worker, key) || !explorer_set_add(&worker->states, key, 0)) {
        machine_fork_drop(worker->machine, &worker->fork);
        return;
    }
    found = ARENA_PUSH(worker->arena, &worker->found_states);
    *found = (struct found_state){ .parent = worker->node, .turn = turn, .key = key, .at_end = worker->at_end };
    explorer_fill_step(worker, cut, &found->step);
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

/* The same cuts were made before, from the same state. */
static bool operation_known(struct explorer_worker *worker, struct state_hash key)
{
    return explorer_set_find(worker->shared->operations, key) != EXPLORER_SET_NONE ||
           !explorer_set_add(&worker->operations, key, 0);
}

void explorer_before_operation(void *context, uint32_t number, const struct operation *operation, const uint8_t *data,
                               bool waiting)
{
    struct explorer_worker *worker = context;
    struct state_hash key;

    if (worker->checking && worker->machine->uses.awaited_count == 0) {
        return;
    }
    if (waiting) {
        watchdog_here(worker, number);
    }
    if (operation == NULL) {
        return;
    }
    ask_readings(worker->machine, operation);
    if (worker->checking) {
        (void)cut_operation(worker, number, operation, data);
        return;
    }
    key = operation_key(worker, operation, data, waiting);
    if (!operation_known(worker, key)) {
        uint32_t cuts = cut_operation(worker, number, operation, data);

        *ARENA_PUSH(worker->arena, &worker->found_operations) = (struct found_operation){ key, cuts };
    }
}

/* Between two operations. */
static void cut_between(struct explorer_worker *worker, struct cut cut, uint32_t turn)
{
    machine_fork(worker->machine, NULL, NULL, cut, &worker->fork);
    worker->at_end = true;
    offer_fork(worker, cut, turn);
    worker->at_end = false;
}

/* Not the same as before the turn's first operation: by then an application that gives up has given up. */
void explorer_after_boot(void *context, bool application, const struct run_result *run, struct pair running)
{
    struct explorer_worker *worker = context;

    (void)running;
    if (application || run->operations == 0 || worker->machine->hook.before == NULL ||
        (worker->checking && worker->machine->uses.awaited_count == 0)) {
        return;
    }
    cut_between(worker, (struct cut){ run->operations - 1, CUT_AFTER, 0 }, worker->leg.turn);
}

void explorer_cut_at_end(struct explorer_worker *worker, const struct leg_result *result)
{
    cut_between(worker, (struct cut){ result->operations, CUT_BEFORE, 0 }, result->next_turn);
}
