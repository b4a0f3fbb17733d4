#include "sim/explorer/explorer_probe.h"

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

static void upload_next(const struct leg *leg, uint32_t running)
{
    const struct action actions[] = {
        { .kind = ACTION_UPLOAD, .slot = BOOT_IMAGE_APP, .file = leg->scenario->next_update },
        { .kind = ACTION_MARK_TEST, .slot = BOOT_IMAGE_APP },
    };
    const struct turn turn = { .actions = actions, .action_count = sizeof actions / sizeof actions[0] };
    struct application application = leg_application(leg, running, &turn);
    struct run_result run;

    machine_call(leg->machine, application_turn, &application, NO_CUT, &run);
}

bool next_update_installs(struct leg *leg, uint32_t running, uint32_t most_boots, uint64_t *boots)
{
    const struct machine_choices first_readings = { .count = 0 };
    struct leg_result result;

    upload_next(leg, running);
    leg->cut = NO_CUT;
    for (uint32_t i = 0; i < most_boots; i++) {
        machine_reset_choices(leg->machine, RESET_SOFT, &first_readings);
        leg_run(leg, &result);
        ++*boots;
        if (result.started && result.pair.app == leg->scenario->next_update->generation) {
            return true;
        }
    }
    return false;
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
    return next_update_installs(&worker->leg, result.pair.app, worker->shared->options->settle_boots, &worker->boots);
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
