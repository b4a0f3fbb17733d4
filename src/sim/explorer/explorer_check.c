/* Checks of claims, and states that were left out and are made after all. */
#include <assert.h>
#include <string.h>
#include "sim/explorer/explorer_expand.h"
#include "sim/machine/page_mask.h"

void explorer_check(struct explorer_worker *worker, uint32_t number, const uint64_t *pages)
{
    const struct graph_node *node = &worker->shared->graph->nodes.items[number];
    struct machine *machine = worker->machine;
    struct machine_choices choices = { .count = 0 };
    struct leg_result result;

    worker->node = number;
    worker->checking = true;
    worker->cutting = node->cuts < worker->shared->options->max_cuts;
    do {
        explorer_start_leg(worker, node, &choices);
        machine->uses.awaited = pages;
        machine->uses.awaited_count = page_mask_count(pages, machine->flash.page_count);
        worker->left = NULL;
        leg_run(&worker->leg, &result);
        worker->boots++;
        worker->flash_operations += result.operations;
        choices = machine->readings.choices;
        choices.count = machine->readings.position;
    } while (worker->cutting && machine_next_choices(&choices));
    machine->hook.before = NULL;
}

/* The readings of a step as the answers to be given again. */
static struct machine_choices given(const char *readings)
{
    struct machine_choices choices = { .count = (uint32_t)strlen(readings) };

    memcpy(choices.taken, readings, choices.count);
    for (uint32_t i = 0; i < choices.count; i++) {
        choices.options[i] = "";
    }
    return choices;
}

void explorer_make(struct explorer_worker *worker, uint32_t number)
{
    const struct alias *alias = &worker->shared->claims->aliases.items[number];
    const struct graph_node *parent = &worker->shared->graph->nodes.items[alias->parent];
    struct machine_choices choices = given(alias->step.readings);
    struct machine *machine = worker->machine;
    struct leg_result result;
    struct found_made *made;

    worker->cutting = false;
    explorer_start_leg(worker, parent, &choices);
    worker->leg.cut = alias->step.cut;
    leg_run(&worker->leg, &result);
    worker->boots++;
    if (result.end != RUN_CUT && alias->step.cut.extent == CUT_BEFORE) {
        machine_fork(machine, NULL, NULL, alias->step.cut, &worker->fork);
        machine_fork_adopt(machine, &worker->fork);
    }
    made = ARENA_PUSH(worker->arena, &worker->found_made);
    *made = (struct found_made){ number, machine_save(machine) };
    assert(flash_hash_equal(graph_key(machine_state_hash(machine), alias->turn), alias->key));
}
