/* Runs a path again, with an observer. */
#include <string.h>
#include "sim/explorer_leg.h"
#include "sim/replay.h"
#include "sim/replay_verdict.h"

#define SETTLE_BOOTS 64u

struct player {
    struct leg leg;
    const struct replay_observer *observer;
    struct replay_run run;
    bool settled; /* the last boot changed nothing */
    struct replay_verdict verdict;
};

static void begin(void *context, bool application)
{
    struct player *player = context;

    player->run.application = application;
    player->run.turn = player->leg.turn;
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

/* One boot and its turn. False: the path does not fit what happens. */
static bool play(struct player *player, const struct graph_step *step)
{
    struct machine *machine = player->leg.machine;
    struct state_hash before = machine_state_hash(machine);
    uint32_t turn = player->leg.turn;
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
    struck = result.end == RUN_CUT || (step->cut.extent == CUT_WATCHDOG && result.end == RUN_WATCHDOG);
    player->run.reason = result.end == RUN_CUT ? RESET_POWER_ON : result.next_reset;
    if (cut && !struck) {
        if (step->cut.extent != CUT_BEFORE || step->cut.operation != result.operations) {
            return false;
        }
        player->run.reason = RESET_POWER_ON;
    }
    player->leg.turn = result.next_turn;
    machine_next_reset(machine, player->run.reason);
    player->settled = !cut && turn == result.next_turn && flash_hash_equal(before, machine_state_hash(machine));
    replay_verdict_add(&player->verdict, turn, step, &result, player->settled);
    return !machine->readings.wrong_choice;
}

/* Also looks at the next update, which the observer does not see. */
static void tell_verdict(struct player *player)
{
    const struct machine_observer nobody = { .context = NULL };
    const char *reason;
    enum outcome outcome;

    if (player->observer->verdict == NULL) {
        return;
    }
    machine_observe(player->leg.machine, &nobody);
    player->leg.begin = NULL;
    player->leg.end = NULL;
    if (player->settled) {
        replay_verdict_probe(&player->verdict, &player->leg);
    }
    outcome = replay_verdict_end(&player->verdict, player->leg.scenario, &reason);
    player->observer->verdict(player->observer->context, outcome, reason);
}

static bool play_path(struct player *player, struct arena *arena, const char *path, const char **why)
{
    const char *text = strcmp(path, "start") == 0 ? "" : path;

    for (unsigned number = 1; *text != '\0'; number++) {
        struct graph_step step;
        uint32_t boots;

        if (!replay_parse_step(&text, &step, &boots) || (*text != '\0' && *text != '.')) {
            *why = arena_printf(arena, "step %u of the path is not understood", number);
            return false;
        }
        for (; boots != 0; boots--) {
            if (!play(player, &step)) {
                *why = arena_printf(arena, "step %u of the path does not come in this scenario", number);
                return false;
            }
        }
        text += *text == '.' ? 1 : 0;
    }
    return true;
}

bool replay(struct arena *arena, const struct sim_device *device, const struct scenario *scenario, const char *path,
            uint64_t seed, const struct replay_observer *observer, const char **why)
{
    const struct replay_observer nobody = { .context = NULL };
    const struct graph_step uncut = { .cut = NO_CUT };
    struct judge_images images = judge_collect(arena, scenario);
    struct machine *machine = machine_create(arena, &device->layout, seed);
    struct player player = { .observer = observer == NULL ? &nobody : observer, .run = { .reason = RESET_POWER_ON } };

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
    machine_observe(machine, &player.observer->machine);
    if (!play_path(&player, arena, path, why)) {
        return false;
    }
    for (unsigned i = 0; i < SETTLE_BOOTS && !player.settled; i++) {
        (void)play(&player, &uncut);
    }
    tell_verdict(&player);
    return true;
}
