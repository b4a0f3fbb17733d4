#include <stdint.h>
#include <string.h>

#include "base/terminal.h"
#include "cli/command.h"
#include "cli/simulate/accepted.h"
#include "cli/simulate/choice.h"
#include "cli/simulate/output.h"
#include "cli/simulate/result.h"
#include "cli/simulate/trace.h"
#include "cli/tree_options.h"
#include "project/project_open.h"
#include "project/source/source_board.h"

static enum exit_status run_replay(struct command_call *call, const struct simulate_settings *settings,
                                   const struct simulation *simulation, const struct chosen *chosen,
                                   struct simulation_report *report)
{
    const struct scenario *scenario = &chosen->items[0];
    const char *why = NULL;
    struct text trace = text_create(call->arena, REPORT_LIMIT);

    text_printf(&trace, "%s, scenario %s: %s\n", simulation->bootcfg.bootloader_words, scenario->name,
                scenario->summary);
    if (!simulation_trace(call->arena, simulation, scenario, settings->replay, settings->exploration.seed, &trace,
                          &why) ||
        !simulation_timeline(call->arena, simulation, scenario, settings->replay, settings->exploration.seed, report,
                             &why)) {
        return call_usage_error(call, "'%s' of option '--replay' is no path of scenario '%s': %s", settings->replay,
                                scenario->name, why);
    }
    report->timeline.asked = true;
    if (simulate_trace_on_output(&settings->targets)) {
        text_append_bytes(call->output, trace.data, trace.length);
        text_printf(call->output, "%s: %s%s\n", report->timeline.outcome, report->timeline.reason,
                    report->timeline.run == report->timeline.runs.count
                        ? ""
                        : arena_printf(call->arena, " (in %u)", (unsigned)report->timeline.run));
    }
    return report->timeline.failing ? EXIT_FINDING : EXIT_GOOD;
}

static enum exit_status status_of(struct command_call *call, const struct simulation_scenario *row)
{
    if (row->state == SIMULATION_FAILING) {
        return EXIT_FINDING;
    }
    if (row->state == SIMULATION_INCOMPLETE) {
        diagnose(call->diagnostics, DIAGNOSTIC_LIMIT, ORIGIN_NONE, "scenario '%s' is incomplete: %s", row->name,
                 row->why);
        return EXIT_UNUSABLE;
    }
    return EXIT_GOOD;
}

static enum exit_status run_scenarios(struct command_call *call, struct simulate_settings *settings,
                                      const struct simulation *simulation, const struct chosen *chosen,
                                      struct accepted_uses *accepted, struct simulation_report *report)
{
    enum exit_status status = EXIT_GOOD;
    struct progress progress;

    progress_begin(&progress, chosen->count);
    simulate_show_head(call, &settings->targets, report, &progress);
    settings->exploration.context = &progress;
    settings->exploration.progress = progress_draw;
    for (size_t i = 0; i < chosen->count && status != EXIT_INTERNAL; i++) {
        const struct scenario *scenario = &chosen->items[i];
        struct exploration_options options = settings->exploration;
        struct exploration exploration;
        const char *why = NULL;

        /* What is accepted must not hide what fails otherwise after more cuts. */
        options.keep_going = options.keep_going || simulate_is_accepted(accepted, scenario->name);
        progress_part(&progress, i, scenario->name);
        if (!explore(call->arena, &simulation->setup.device, scenario, &options, &exploration, &why)) {
            diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "scenario '%s' cannot run on this build: %s",
                     scenario->name, why);
            status = worse_status(status, EXIT_UNUSABLE);
            continue;
        }
        simulation_report_add(call, scenario, &exploration, report);
        simulate_accept(accepted, &report->scenarios.items[report->scenarios.count - 1]);
        simulate_show_scenario(call, &settings->targets, report, &progress);
        status = worse_status(status, status_of(call, &report->scenarios.items[report->scenarios.count - 1]));
    }
    progress_end(&progress);
    if (call_option(call, "--scenario") == NULL) {
        simulate_add_left_out(call->arena, simulation, report);
    }
    simulate_accepted_notes(call->arena, accepted, call_option(call, "--scenario") == NULL, &report->notes);
    return status;
}

/* The first failing state; without one, the state that took longest to settle. */
static void find_worst(const struct simulation_report *report, const char **name, const char **path)
{
    uint32_t deepest = 0;

    for (size_t i = 0; i < report->scenarios.count; i++) {
        const struct simulation_scenario *row = &report->scenarios.items[i];

        if (row->failures.count > 0) {
            *name = row->name;
            *path = row->failures.items[0].replay;
            return;
        }
        if (row->deepest_replay != NULL && row->deepest_recovery > deepest) {
            deepest = row->deepest_recovery;
            *name = row->name;
            *path = row->deepest_replay;
        }
    }
}

static bool draw_worst(struct command_call *call, const struct simulate_settings *settings,
                       const struct simulation *simulation, const struct chosen *chosen,
                       struct simulation_report *report)
{
    const char *name = NULL;
    const char *path = NULL;
    const char *why = NULL;

    find_worst(report, &name, &path);
    for (size_t i = 0; name != NULL && i < chosen->count; i++) {
        if (strcmp(chosen->items[i].name, name) == 0) {
            if (!simulation_timeline(call->arena, simulation, &chosen->items[i], path, settings->exploration.seed,
                                     report, &why)) {
                return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                                "the path '%s' of scenario '%s' cannot be run again: %s", path, name, why);
            }
            return true;
        }
    }
    return true;
}

static enum exit_status write_reports(struct command_call *call, const struct simulate_settings *settings,
                                      const struct simulation_report *report, enum exit_status status)
{
    return simulate_write_reports(call, &settings->targets, report) ? status : worse_status(status, call_status(call));
}

static enum exit_status run_on(struct command_call *call, struct simulate_settings *settings,
                               const struct project *project, const struct simulation *simulation,
                               const struct chosen *chosen)
{
    uint64_t start = clock_microseconds();
    struct accepted_uses accepted;
    struct simulation_report report;
    enum exit_status status;

    simulation_report_begin(call->arena, project, simulation, &settings->exploration, &report);
    if (settings->replay != NULL) {
        status = run_replay(call, settings, simulation, chosen, &report);
        return status == EXIT_USAGE ? status : write_reports(call, settings, &report, status);
    }
    if (!simulate_accepted_read(call, project, &accepted)) {
        return EXIT_UNUSABLE;
    }
    status = run_scenarios(call, settings, simulation, chosen, &accepted, &report);
    report.microseconds = clock_microseconds() - start;
    if (simulate_wants_picture(&settings->targets) && !draw_worst(call, settings, simulation, chosen, &report)) {
        return worse_status(status, EXIT_UNUSABLE);
    }
    return write_reports(call, settings, &report, status);
}

/* A size is asked for, and no image is noise: it would change nothing. */
static bool size_counts(struct command_call *call, const struct simulation *simulation)
{
    const struct sim_images *images = &simulation->setup.images;

    if (call_option(call, "--image-size") == NULL || !images->own_app ||
        (images->net_old != NULL && !images->own_net)) {
        return true;
    }
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'--image-size' is the size of noise, and this build's own firmware is simulated; "
                    "'--images synthetic' takes noise instead");
}

/* A build is of one board; --board is for a tree that does not say which. */
static bool open_build(struct command_call *call, const struct simulate_settings *settings, struct project **project)
{
    struct project_options options = settings->project;
    const char *given = options.board;

    options.board = NULL;
    if (!project_open(call->arena, call->arguments[0], &options, call->diagnostics, project)) {
        return false;
    }
    if (given != NULL && (*project)->board != NULL &&
        strcmp(source_board_parse(call->arena, given).key, source_board_parse(call->arena, (*project)->board).key) !=
            0) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' of option '--board' is not the board that this build says it is for: '%s'", given,
                        (*project)->board);
    }
    (*project)->board = (*project)->board != NULL ? (*project)->board : given;
    return true;
}

static enum exit_status run_simulate(struct command_call *call)
{
    struct simulate_settings settings;
    struct simulation simulation;
    struct chosen chosen = { 0 };
    struct project *project;

    if (!simulate_options_go_together(call)) {
        return EXIT_USAGE;
    }
    if (call->argument_count == 0) {
        if (!call_flag(call, "--list")) {
            return call_usage_error(call, "'simulate' needs BUILD");
        }
        simulate_list(call, NULL);
        return EXIT_GOOD;
    }
    if (!simulate_settings_parse(call, &settings) || !open_build(call, &settings, &project) ||
        !simulation_prepare(call, project, settings.images, settings.largest, &simulation) ||
        !size_counts(call, &simulation)) {
        return call_status(call);
    }
    if (call_flag(call, "--list")) {
        simulate_list(call, &simulation);
        return EXIT_GOOD;
    }
    if (!simulate_choose(call, &simulation, &chosen)) {
        return call_status(call);
    }
    if (settings.replay != NULL && chosen.count != 1) {
        return call_usage_error(call, "'--replay' needs the one scenario that its path belongs to ('--scenario')");
    }
    if (!simulate_places_can_be_written(call, &settings.targets)) {
        return call_status(call);
    }
    return run_on(call, &settings, project, &simulation, &chosen);
}

static const struct command_option options[] = {
    { "--scenario", NULL, "NAME", "run this one instead of all that fit the build", true },
    { "--list", NULL, NULL, "show the scenarios, with BUILD also which of them it can run", false },
    { "--max-cuts", NULL, "N", "power cuts one after the other (default: any number)", false },
    { "--keep-going", NULL, NULL, "go on with more cuts where a scenario fails after fewer", false },
    { "--max-states", NULL, "N", "give up after so many states", false },
    { "--every-word", NULL, NULL, "cut writes after each word, not at five places", false },
    { "--images", NULL, "KIND", "real: the build's firmware; synthetic: noise (default: real where it is there)",
      false },
    { "--image-size", NULL, "BYTES", "size of the largest noise image, or 'largest' (default: 16384)", false },
    { "--replay", NULL, "ID", "run one path again and show each step of it", false },
    { "--seed", NULL, "N", "of patterns and random RAM (default: 1)", false },
    { "--format", NULL, "FORMAT[=FILE]", "text (default), json or svg, to standard output or a file", true },
    { "--jobs", NULL, "N", "threads (default: one for each processor)", false },
    TREE_OPTIONS,
    CONFIG_OPTION,
};

const struct command command_simulate = {
    .name = "simulate",
    .arguments = "[options] BUILD",
    .summary = "run the build's bootloader under every power cut",
    .details =
        "The bootloader of BUILD is run on a modelled nRF5340, through updates and whatever can interrupt them.\n"
        "Every state that any number of power cuts can leave is visited and judged; docs/limits.md says what the\n"
        "model covers. Exit status 1: a failing state, 3: a limit was hit, so that nothing is proved.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .most_arguments = 1,
    .run = run_simulate,
};
