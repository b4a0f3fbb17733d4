#include "sim/explorer_probe.h"

#include "sim/application.h"

/* Only where the application of an allowed end runs: any other end is judged by itself. */
static bool worth_trying(const struct explorer_worker *worker, const struct graph_node *node, size_t first_run)
{
    const struct scenario *scenario = worker->shared->scenario;

    if (scenario->next_update == NULL || node->turn < scenario->turn_count) {
        return false;
    }
    for (size_t i = first_run; i < worker->found_runs.count; i++) {
        const struct graph_run *run = &worker->found_runs.items[i].run;

        if (run->end != RUN_APPLICATION || judge_end(scenario, run) != OUTCOME_GOOD) {
            return false;
        }
    }
    return true;
}

static void upload_next(struct explorer_worker *worker)
{
    const struct action actions[] = {
        { .kind = ACTION_UPLOAD, .slot = BOOT_IMAGE_APP, .file = worker->shared->scenario->next_update },
        { .kind = ACTION_MARK_TEST, .slot = BOOT_IMAGE_APP },
    };
    const struct turn turn = { .actions = actions, .action_count = sizeof actions / sizeof actions[0] };
    struct application application = {
        .machine = worker->machine,
        .config = &worker->shared->device->application,
        .one_upload_slot = worker->shared->device->one_upload_slot,
        .turn = &turn,
    };
    struct run_result run;

    machine_call(worker->machine, application_turn, &application, NO_CUT, &run);
}

static bool next_installs(struct explorer_worker *worker, const struct graph_node *node)
{
    const struct machine_choices first_readings = { .count = 0 };
    struct leg_result result;

    machine_restore(worker->machine, node->state);
    machine_reset_choices(worker->machine, node->state->rest.reason, &first_readings);
    worker->leg.turn = node->turn;
    worker->leg.cut = NO_CUT;
    leg_run(&worker->leg, &result);
    upload_next(worker);
    for (uint32_t i = 0; i < worker->shared->options->settle_boots; i++) {
        machine_reset_choices(worker->machine, RESET_SOFT, &first_readings);
        leg_run(&worker->leg, &result);
        worker->boots++;
        if (result.started && result.pair.app == worker->shared->scenario->next_update->generation) {
            return true;
        }
    }
    return false;
}

void explorer_probe(struct explorer_worker *worker, const struct graph_node *node, size_t first_run)
{
    bool fails;

    if (!worth_trying(worker, node, first_run)) {
        return;
    }
    fails = !next_installs(worker, node);
    for (size_t i = first_run; i < worker->found_runs.count; i++) {
        worker->found_runs.items[i].run.next_update_fails = fails;
    }
}
