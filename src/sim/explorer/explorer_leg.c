#include "sim/explorer/explorer_leg.h"

uint32_t leg_turn_after_cut(const struct leg *leg)
{
    if (leg->in_turn && leg->scenario->turns[leg->turn].after_cut == TURN_ABANDONED) {
        return leg->turn + 1;
    }
    return leg->turn;
}

static bool starts_with_recovery(const struct turn *turn)
{
    return turn->action_count != 0 && turn->actions[0].kind == ACTION_RECOVERY_UPLOAD;
}

/* Whether what the boot ended in takes the turn that is due. */
static bool takes_turn(const struct leg *leg, const struct leg_result *result)
{
    const struct turn *turn;

    if (leg->turn >= leg->scenario->turn_count) {
        return false;
    }
    turn = &leg->scenario->turns[leg->turn];
    if (result->end == RUN_RECOVERY) {
        return starts_with_recovery(turn);
    }
    return result->started && (turn->when_app == 0 || turn->when_app == result->pair.app);
}

static void tell_begin(const struct leg *leg, bool application)
{
    if (leg->begin != NULL) {
        leg->begin(leg->context, application);
    }
}

static void tell_end(const struct leg *leg, bool application, const struct run_result *run, struct pair running)
{
    if (leg->end != NULL) {
        leg->end(leg->context, application, run, running);
    }
}

struct application leg_application(const struct leg *leg, uint32_t generation, const struct turn *turn)
{
    const struct sim_device *device = leg->device;
    bool updated = device->updated && generation != 0 && generation != leg->scenario->installed_app->generation;

    return (struct application){
        .machine = leg->machine,
        .config = updated ? &device->updated_application : &device->application,
        .one_upload_slot = updated ? device->updated_one_upload_slot : device->one_upload_slot,
        .turn = turn,
    };
}

static void take_turn(struct leg *leg, struct leg_result *result)
{
    struct application application = leg_application(leg, result->pair.app, &leg->scenario->turns[leg->turn]);
    struct run_result run;

    result->turn_taken = true;
    leg->in_turn = true;
    leg->machine->first_number = result->operations;
    tell_begin(leg, true);
    machine_call(leg->machine, application_turn, &application, leg->cut, &run);
    tell_end(leg, true, &run, result->pair);
    leg->machine->first_number = 0;
    result->operations += run.operations;
    if (result->fault.kind == FAULT_NONE) {
        result->fault = run.fault;
    }
    if (run.end == RUN_CUT || run.end == RUN_WATCHDOG || run.end == RUN_PANIC) {
        result->end = run.end;
        result->next_turn = leg_turn_after_cut(leg);
    }
    leg->in_turn = false;
}

void leg_run(struct leg *leg, struct leg_result *result)
{
    struct run_result run;

    leg->in_turn = false;
    leg->machine->first_number = 0;
    tell_begin(leg, false);
    machine_boot(leg->machine, &leg->device->config, leg->cut, &run);
    *result = (struct leg_result){
        .end = run.end,
        .next_turn = leg->turn,
        .boot_operations = run.operations,
        .operations = run.operations,
        .fault = run.fault,
    };
    if (run.end == RUN_APPLICATION) {
        result->started = judge_pair(leg->machine, leg->device, leg->images, &run, &result->pair);
        result->next_turn += result->started && leg->turn < leg->scenario->turn_count ? 1 : 0;
    }
    tell_end(leg, false, &run, result->pair);
    if (takes_turn(leg, result)) {
        result->next_turn = leg->turn + 1;
        take_turn(leg, result);
    }
    result->next_reset = result->end == RUN_WATCHDOG ? RESET_WATCHDOG : RESET_SOFT;
}
