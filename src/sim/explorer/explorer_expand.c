#include "sim/explorer/explorer_expand.h"

#include <string.h>

void explorer_start_leg(struct explorer_worker *worker, const struct graph_node *node,
                        const struct machine_choices *choices)
{
    struct machine *machine = worker->machine;

    machine_restore(machine, node->state);
    machine_reset_choices(machine, node->state->rest.reason, choices);
    memset(machine->uses.first, USE_NONE, machine->flash.page_count);
    machine->uses.awaited = NULL;
    machine->uses.awaited_count = 0;
    worker->leg.turn = node->turn;
    worker->leg.cut = NO_CUT;
    worker->last_watchdog = UINT32_MAX;
    machine->hook.context = worker;
    machine->hook.before = worker->cutting ? explorer_before_operation : NULL;
}
