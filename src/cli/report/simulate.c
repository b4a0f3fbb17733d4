#include <string.h>

#include "cli/report/parts.h"
#include "cli/simulate/result.h"
#include "cli/simulate/trace.h"
#include "sim/scenarios.h"

/* Noise of two sectors shows each kind of cut, in a fraction of a second. */
#define IMAGE_SIZE  8192u
#define MOST_CUTS   1u
#define MOST_STATES 4000u
#define TRACE_LIMIT (24u * 1024u)

/* One of each kind of update; those that a build cannot run are left out. */
static const char *const wanted[] = {
    "app-test-confirm", "app-test-revert",         "app-permanent",          "net-only",
    "both-at-once",     "both-with-backup-revert", "net-update-single-pair",
};

struct simulating {
    struct command_call *call;
    struct simulation simulation;
    struct exploration_options options;
    struct simulation_report *report;
    struct html_report *page;
};

static void add_run(struct simulating *simulating, const struct scenario *scenario, const char *path, const char *how)
{
    struct arena *arena = simulating->call->arena;
    struct simulation_report *report = arena_alloc(arena, sizeof *report);
    struct text trace = text_create(arena, TRACE_LIMIT);
    const char *why = NULL;

    *report = *simulating->report;
    if (!simulation_timeline(arena, &simulating->simulation, scenario, path, simulating->options.seed, report, &why) ||
        !simulation_trace(arena, &simulating->simulation, scenario, path, simulating->options.seed, &trace, &why)) {
        return; /* a path that the explorer itself found can be run again */
    }
    *ARENA_PUSH(arena, &simulating->page->runs) = (struct simulated_run){
        .title = arena_printf(arena, "%s: %s, %s", scenario->name, scenario->summary, how),
        .report = report,
        .trace = trace.data,
        .trace_cut = trace.truncated,
    };
}

/* The run without a cut, and where that is good, the worst with one: the first failing, else the one that took longest to
 * settle.
 */
static void add_runs(struct simulating *simulating, const struct scenario *scenario)
{
    const struct simulation_scenario *row =
        &simulating->report->scenarios.items[simulating->report->scenarios.count - 1];
    const struct simulation_failure *failure = row->failures.count > 0 ? &row->failures.items[0] : NULL;
    const char *worst = failure == NULL ? row->deepest_replay : failure->cuts == 0 ? NULL : failure->replay;

    add_run(simulating, scenario, "start", "without a power cut");
    if (worst != NULL && strcmp(worst, "start") != 0) {
        add_run(simulating, scenario, worst, arena_printf(simulating->call->arena, "worst case (replay %s)", worst));
    }
}

static void run_scenario(struct simulating *simulating, const char *name)
{
    struct arena *arena = simulating->call->arena;
    struct scenario scenario;
    struct exploration exploration;
    const char *why = NULL;

    if (!scenario_make(arena, name, &simulating->simulation.setup, &scenario, &why) ||
        !scenario_is_usual(name, &simulating->simulation.setup) ||
        !explore(arena, &simulating->simulation.setup.device, &scenario, &simulating->options, &exploration, &why)) {
        return;
    }
    simulation_report_add(simulating->call, &scenario, &exploration, simulating->report);
    add_runs(simulating, &scenario);
}

static const char *first_error(const struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        if (diagnostics->items[i].kind != DIAGNOSTIC_NOTE) {
            return diagnostic_words(diagnostics->arena, &diagnostics->items[i]);
        }
    }
    return "no reason was given";
}

void add_simulation(struct command_call *call, const struct opened_tree *tree, struct html_report *report)
{
    struct diagnostics unheard = diagnostics_create(call->arena);
    struct command_call quiet = *call;
    struct simulating simulating = { .call = call, .options = simulation_options(), .page = report };

    if (call_flag(call, "--no-simulation")) {
        report->no_simulation = "Left out: --no-simulation.";
        return;
    }
    quiet.diagnostics = &unheard;
    if (!simulation_prepare(&quiet, tree->read, IMAGES_SYNTHETIC, IMAGE_SIZE, &simulating.simulation)) {
        report->no_simulation = arena_printf(call->arena, "No update could be simulated: %s", first_error(&unheard));
        return;
    }
    simulating.options.max_cuts = MOST_CUTS;
    simulating.options.max_states = MOST_STATES;
    simulating.report = arena_alloc(call->arena, sizeof *simulating.report);
    simulation_report_begin(call->arena, tree->project, &simulating.simulation, &simulating.options, simulating.report);
    for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
        run_scenario(&simulating, wanted[i]);
    }
    report->simulation = simulating.report;
    report->no_simulation = "A selection, with images of a few sectors; 'nrf53pack simulate' runs every scenario, with "
                            "the build's own images and any number of power cuts.";
}
