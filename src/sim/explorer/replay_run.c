/* Runs a path again, with an observer. */
#include <assert.h>
#include <string.h>
#include "sim/explorer/explorer_leg.h"
#include "sim/explorer/replay.h"
#include "sim/explorer/replay_verdict.h"

#define SETTLE_BOOTS 64u

struct player {
    struct arena *arena;
    struct leg leg;
    const struct replay_observer *observer;
    struct replay_run run;
    uint32_t runs;              /* begun so far */
    struct operation operation; /* the one that the step cuts */
    bool settled;               /* the last boot changed nothing */
    struct replay_verdict verdict;

    /* While the trial of the next update is shown */
    bool uploading;
    bool idle; /* its boots change nothing any more: the rest of them is all alike */
    struct state_hash before;
};

static void begin(void *context, bool application)
{
    struct player *player = context;

    player->run.application = application;
    player->run.turn = player->leg.turn;
    player->runs++;
    if (player->observer->begin != NULL) {
        player->observer->begin(player->observer->context, &player->run);
    }
}

static void end(void *context, bool application, const struct run_result *result, struct pair running)
{
    struct player *player = context;

    player->run.application = application;
    if (player->observer->end != NULL) {
        player->observer->end(player->observer->context, &player->run, result, running);
    }
}

static void on_operation(void *context, uint32_t number, const struct operation *operation, const uint8_t *data)
{
    struct player *player = context;
    const struct machine_observer *observer = &player->observer->machine;

    if (number == player->leg.cut.operation) {
        player->operation = *operation;
    }
    if (observer->operation != NULL) {
        observer->operation(observer->context, number, operation, data);
    }
}

static void on_log(void *context, enum hal_log_level level, const char *line)
{
    const struct machine_observer *observer = &((struct player *)context)->observer->machine;

    observer->log(observer->context, level, line);
}

static void on_mailbox(void *context, bool by_network_core, const struct pcd_command *command)
{
    const struct machine_observer *observer = &((struct player *)context)->observer->machine;

    observer->mailbox(observer->context, by_network_core, command);
}

/* What the player itself needs to see, and all that the caller's observer wants. */
static void watch(struct player *player)
{
    const struct machine_observer *observer = &player->observer->machine;
    const struct machine_observer both = {
        .context = player,
        .operation = on_operation,
        .log = observer->log == NULL ? NULL : on_log,
        .mailbox = observer->mailbox == NULL ? NULL : on_mailbox,
    };

    machine_observe(player->leg.machine, &both);
}

static void describe_readings(struct replay_run *run, const char *readings)
{
    run->ram = strchr(readings, 'z') != NULL ? RAM_ZERO : strchr(readings, 'r') != NULL ? RAM_RANDOM : RAM_KEPT;
    run->reading = strchr(readings, 'e') != NULL   ? UNSTABLE_ERASED
                   : strchr(readings, 'p') != NULL ? UNSTABLE_PATTERN
                                                   : UNSTABLE_OLD;
}

static void take_choices(struct machine_choices *choices, const char *readings)
{
    *choices = (struct machine_choices){ .count = (uint32_t)strlen(readings) };
    memcpy(choices->taken, readings, choices->count);
    for (uint32_t i = 0; i < choices->count; i++) {
        choices->options[i] = "";
    }
}

/* Why the operation cannot be cut so; NULL: it can. */
static const char *misplaced(const struct player *player, struct cut cut)
{
    const struct operation *operation = &player->operation;
    uint32_t unit = player->leg.device->layout.flash[operation->device].write_size;
    bool erase = operation->kind == OPERATION_ERASE;

    if (erase && (cut.extent == CUT_FIRST_WORD || cut.extent == CUT_WORDS)) {
        return arena_printf(player->arena, "operation %u erases a page, which has no 'f' and no 'w'", cut.operation);
    }
    if (!erase && cut.extent == CUT_WORDS && cut.words >= operation->size / unit) {
        return arena_printf(player->arena, "operation %u writes %u words: expected 'w0' to 'w%u'", cut.operation,
                            operation->size / unit, operation->size / unit - 1);
    }
    return NULL;
}

/* Why the step is none of this scenario; NULL: it is. */
static const char *misfit(const struct player *player, const struct graph_step *step, const struct leg_result *result,
                          bool struck)
{
    const struct machine_readings *readings = &player->leg.machine->readings;

    if (readings->wrong_choice) {
        return "one of its letters is no answer to what this boot asks";
    }
    if (readings->position < strlen(step->readings)) {
        return arena_printf(player->arena, "it has %zu letters, this boot asks for %u", strlen(step->readings),
                            (unsigned)readings->position);
    }
    if (struck) {
        return step->cut.extent == CUT_WATCHDOG ? NULL : misplaced(player, step->cut);
    }
    if (step->cut.extent == CUT_BEFORE && step->cut.operation == result->operations) {
        return NULL;
    }
    if (step->cut.operation < result->operations) {
        return arena_printf(player->arena, "the bootloader does not wait for the network core before operation %u",
                            step->cut.operation);
    }
    return arena_printf(player->arena, "this boot and its turn have operations 0 to %u only ('%ub' is after the last)",
                        result->operations == 0 ? 0 : result->operations - 1, result->operations);
}

/* One boot and its turn. False: the path does not fit what happens. */
static bool play(struct player *player, const struct graph_step *step, const char **why)
{
    struct machine *machine = player->leg.machine;
    struct state_hash before = machine_state_hash(machine);
    uint32_t turn = player->leg.turn;
    uint32_t boot = player->runs + 1;
    struct machine_choices choices;
    struct leg_result result;
    bool cut = step->cut.operation != UINT32_MAX;
    bool struck;

    take_choices(&choices, step->readings);
    describe_readings(&player->run, step->readings);
    machine_reset_choices(machine, player->run.reason, &choices);
    player->leg.cut = step->cut;
    player->run.cut = step->cut;
    leg_run(&player->leg, &result);
    struck = !cut || result.end == RUN_CUT || (step->cut.extent == CUT_WATCHDOG && result.end == RUN_WATCHDOG);
    *why = cut || step->readings[0] != '\0' ? misfit(player, step, &result, struck) : NULL;
    player->run.reason = result.end == RUN_CUT || !struck ? RESET_POWER_ON : result.next_reset;
    player->leg.turn = result.next_turn;
    machine_next_reset(machine, player->run.reason);
    player->settled = !cut && turn == result.next_turn && flash_hash_equal(before, machine_state_hash(machine));
    replay_verdict_add(&player->verdict, turn, boot, step, &result, player->settled);
    return *why == NULL;
}

static void show_upload_end(struct player *player)
{
    const struct run_result result = { .end = player->leg.machine->run.end, .panic = player->leg.machine->run.panic };

    if (player->uploading) {
        player->uploading = false;
        end(player, true, &result, (struct pair){ 0, 0 });
    }
}

/* A boot of the trial; once one has changed nothing, those that follow it are not shown. */
static void begin_trial(void *context, bool application)
{
    struct player *player = context;
    struct state_hash now = machine_state_hash(player->leg.machine);

    show_upload_end(player);
    player->run.next_update = NULL;
    if (player->idle || flash_hash_equal(player->before, now)) {
        player->idle = true;
        machine_observe(player->leg.machine, NULL);
        return;
    }
    player->before = now;
    player->run.reason = RESET_SOFT;
    begin(player, application);
}

static void end_trial(void *context, bool application, const struct run_result *result, struct pair running)
{
    struct player *player = context;

    if (!player->idle) {
        end(player, application, result, running);
    }
}

/* The trial again, for the observer: from the state that the path came to, whose boot was shown. */
static void show_trial(struct player *player, const struct machine_state *state)
{
    const struct machine_choices first_readings = { .count = 0 };
    struct leg *leg = &player->leg;
    struct leg_result result;
    bool fails;

    machine_restore(leg->machine, state);
    machine_reset_choices(leg->machine, state->rest.reason, &first_readings);
    leg_run(leg, &result);
    watch(player);
    player->run = (struct replay_run){ .next_update = leg->scenario->next_update->name, .cut = NO_CUT };
    player->uploading = true;
    begin(player, true);
    leg->begin = begin_trial;
    leg->end = end_trial;
    fails = !replay_verdict_probe(&player->verdict, leg);
    assert(fails);
    (void)fails;
}

/* The next update is tried unseen, and shown where it fails. */
static void try_next(struct player *player)
{
    struct machine *machine = player->leg.machine;
    struct machine_state *state = machine_save(machine);
    struct leg *leg = &player->leg;
    const struct machine_choices first_readings = { .count = 0 };
    struct leg_result result;

    machine_observe(machine, NULL);
    leg->begin = NULL;
    leg->end = NULL;
    machine_reset_choices(machine, state->rest.reason, &first_readings);
    leg_run(leg, &result);
    if (!replay_verdict_probe(&player->verdict, leg)) {
        show_trial(player, state);
    }
    machine_forget(state);
}

static void tell_verdict(struct player *player)
{
    const char *reason;
    enum outcome outcome;
    uint32_t number;

    if (player->observer->verdict == NULL) {
        return;
    }
    if (player->settled) {
        try_next(player);
    }
    outcome = replay_verdict_end(&player->verdict, player->leg.scenario, &reason, &number);
    player->observer->verdict(player->observer->context, outcome, reason, number);
}

static bool play_path(struct player *player, const char *path, const char **why)
{
    const char *text = path;

    if (strcmp(path, "start") == 0) {
        return true;
    }
    for (unsigned number = 1;; number++) {
        struct graph_step step;
        uint32_t boots;
        const char *wrong;

        if (!replay_parse_step(&text, &step, &boots, &wrong)) {
            *why = arena_printf(player->arena, "step %u of the path is not understood: %s", number, wrong);
            return false;
        }
        for (; boots != 0; boots--) {
            if (!play(player, &step, &wrong)) {
                *why = arena_printf(player->arena, "step %u of the path does not come in this scenario: %s", number,
                                    wrong);
                return false;
            }
        }
        if (*text == '\0') {
            return true;
        }
        text++;
    }
}

bool replay(struct arena *arena, const struct sim_device *device, const struct scenario *scenario, const char *path,
            uint64_t seed, const struct replay_observer *observer, const char **why)
{
    const struct replay_observer nobody = { .context = NULL };
    const struct graph_step uncut = { .cut = NO_CUT };
    struct judge_images images = judge_collect(arena, scenario);
    struct machine *machine = machine_create(arena, &device->layout, seed);
    struct player player = { .arena = arena,
                             .observer = observer == NULL ? &nobody : observer,
                             .run = { .reason = RESET_POWER_ON } };

    *why = "the flash layout is not made of whole pages";
    if (machine == NULL || !leg_install(machine, device, scenario, why)) {
        return false;
    }
    player.leg = (struct leg){ .machine = machine,
                               .device = device,
                               .scenario = scenario,
                               .images = &images,
                               .context = &player,
                               .begin = begin,
                               .end = end };
    replay_verdict_begin(arena, &player.verdict);
    watch(&player);
    if (!play_path(&player, path, why)) {
        return false;
    }
    for (unsigned i = 0; i < SETTLE_BOOTS && !player.settled; i++) {
        (void)play(&player, &uncut, why);
    }
    tell_verdict(&player);
    return true;
}
