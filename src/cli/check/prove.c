#include "cli/check/prove.h"

#include <string.h>
#include "cli/simulate/simulation.h"
#include "cli/simulate/replay_command.h"
#include "sim/scenarios.h"

/* One scenario that was run; findings may share it. */
struct run {
    const char *scenario;
    bool done;
    const char *why; /* it was not done */
    bool refusal;    /* what is offered must be refused: the old images are the right end */
    struct exploration exploration;
};

struct runs {
    struct run *items;
    size_t count;
    size_t capacity;
};

struct prover {
    struct command_call *call;
    const struct project *project;
    bool ready;
    const char *why; /* not ready */
    struct simulation simulation;
    struct runs runs;
};

/* What the simulator calls ends that a consequence promises. */
#define OUTCOME_BIT(name)  (1u << OUTCOME_##name)
#define NOTHING_STARTS     (OUTCOME_BIT(BRICK) | OUTCOME_BIT(BOOT_LOOP))
#define NOT_INSTALLED      (OUTCOME_BIT(UPDATE_IGNORED) | OUTCOME_BIT(UPDATE_LOST) | OUTCOME_BIT(UPDATE_REFUSED))
#define NO_WAY_BACK        (OUTCOME_BIT(ROLLBACK_LOST) | OUTCOME_BIT(WRONG_PAIR))
#define WRITES_ASTRAY      (OUTCOME_BIT(OUTSIDE) | OUTCOME_BIT(FLASH_FAULT) | OUTCOME_BIT(NO_NEXT_UPDATE))
#define SOMETHING_UNWANTED (OUTCOME_BIT(UNTESTED_IMAGE) | OUTCOME_BIT(WRONG_PAIR))

static unsigned promised_by(const char *consequence)
{
    static const struct {
        const char *consequence;
        unsigned outcomes;
    } table[] = {
        { "brick", NOTHING_STARTS },         { "boot-loop", NOTHING_STARTS },
        { "update-ignored", NOT_INSTALLED }, { "update-refused", NOT_INSTALLED | OUTCOME_BIT(NET_DEAD) },
        { "rollback-lost", NO_WAY_BACK },    { "data-loss", WRITES_ASTRAY | NOT_INSTALLED | NOTHING_STARTS },
        { "insecure", SOMETHING_UNWANTED },  { "advice", ~0u }, /* "upkeep" promises nothing */
    };

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        if (strcmp(table[i].consequence, consequence) == 0) {
            return table[i].outcomes;
        }
    }
    return 0;
}

/* The error with its place; a note may stand before it. */
static const char *why_not(struct arena *arena, const struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        const struct diagnostic *item = &diagnostics->items[i];

        if (item->kind != DIAGNOSTIC_NOTE) {
            const char *place = origin_text(arena, item->origin);

            return place[0] == '\0' ? item->message : arena_printf(arena, "%s (%s)", item->message, place);
        }
    }
    return "the build cannot be simulated";
}

/* What cannot be run is no error of the check: the reason stands with the finding instead. */
static void prepare(struct prover *prover)
{
    struct diagnostics diagnostics = diagnostics_create(prover->call->arena);
    struct command_call call = *prover->call;

    call.diagnostics = &diagnostics;
    if (prover->project->kind != PROJECT_BUILD) {
        prover->why = prover->project->kind == PROJECT_SOURCE
                          ? "sources hold no bootloader that can be run; `check --prove` on their build folder does it"
                          : "only a build folder can be run, not a single file";
        return;
    }
    prover->ready =
        simulation_prepare(&call, prover->project, IMAGES_AUTOMATIC, SIMULATION_IMAGE_SIZE, &prover->simulation);
    if (!prover->ready) {
        prover->why = why_not(prover->call->arena, &diagnostics);
    }
}

static bool expects_refusal(const struct scenario *scenario)
{
    return scenario->expected.app == scenario->installed_app->generation &&
           (scenario->installed_net == NULL || scenario->expected.net == scenario->installed_net->generation);
}

static struct run *run_scenario(struct prover *prover, const char *name)
{
    struct arena *arena = prover->call->arena;
    struct exploration_options options = simulation_options();
    struct scenario scenario;
    struct run *run;

    for (size_t i = 0; i < prover->runs.count; i++) {
        if (strcmp(prover->runs.items[i].scenario, name) == 0) {
            return &prover->runs.items[i];
        }
    }
    options.max_cuts = 0;
    run = ARENA_PUSH(arena, &prover->runs);
    *run = (struct run){ .scenario = name };
    run->done = scenario_make(arena, name, &prover->simulation.setup, &scenario, &run->why) &&
                explore(arena, &prover->simulation.setup.device, &scenario, &options, &run->exploration, &run->why);
    run->refusal = run->done && expects_refusal(&scenario);
    return run;
}

static const struct failing_state *find_promised(const struct exploration *exploration, unsigned promised)
{
    for (size_t i = 0; i < exploration->failure_count; i++) {
        if ((promised & 1u << exploration->failures[i].outcome) != 0) {
            return &exploration->failures[i];
        }
    }
    return NULL;
}

static struct proof not_shown(const char *why)
{
    return (struct proof){ .state = PROOF_NOT_SHOWN, .reason = why };
}

static struct proof judge(const struct prover *prover, const struct finding *finding, const struct run *run)
{
    struct arena *arena = prover->call->arena;
    const struct failing_state *state;
    struct proof proof = { .state = PROOF_NOT_SHOWN, .modelled = prover->simulation.bootcfg.modelled };

    if (!run->done) {
        return not_shown(run->why);
    }
    state = find_promised(&run->exploration, promised_by(finding->consequence));
    if (state == NULL && strcmp(finding->consequence, "update-refused") == 0 && run->refusal &&
        run->exploration.uncut == OUTCOME_GOOD) {
        proof.state = PROOF_SHOWN;
        proof.outcome = outcome_name(OUTCOME_UPDATE_REFUSED);
        proof.reason = "the old images stay, without a power cut";
        proof.replay = "start";
        proof.command = simulation_command(prover->call, prover->project->path, run->scenario, proof.replay);
        return proof;
    }
    if (state == NULL) {
        proof.outcome = outcome_name(run->exploration.uncut);
        proof.reason = "the run without a power cut does not end as the rule says";
        proof.command = simulation_command(prover->call, prover->project->path, run->scenario, NULL);
        return proof;
    }
    proof.state = PROOF_SHOWN;
    proof.outcome = outcome_name(state->outcome);
    proof.reason = arena_printf(arena, "%s, without a power cut", state->reason);
    proof.replay = state->replay;
    proof.command = simulation_command(prover->call, prover->project->path, run->scenario, state->replay);
    return proof;
}

static struct proof prove(struct prover *prover, const struct finding *finding)
{
    if (finding->witness == NULL) {
        return (struct proof){ .state = PROOF_NO_WITNESS,
                               .reason =
                                   finding->witness_none == NULL ? "the rule names none" : finding->witness_none };
    }
    if (!prover->ready) {
        return not_shown(prover->why);
    }
    return judge(prover, finding, run_scenario(prover, finding->witness));
}

void prove_findings(struct command_call *call, const struct project *project, struct check_result *result)
{
    struct prover prover = { .call = call, .project = project };

    prepare(&prover);
    for (size_t i = 0; i < result->findings.count; i++) {
        struct finding *finding = &result->findings.items[i];
        struct proof *proof;

        if (finding->waived != NULL) {
            continue;
        }
        proof = arena_alloc(call->arena, sizeof *proof);
        *proof = prove(&prover, finding);
        finding->proof = proof;
    }
}
