#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/terminal.h"
#include "cli/check_run.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/simulation.h"
#include "cli/simulation_result.h"
#include "cli/simulation_trace.h"
#include "project/project_open.h"
#include "sim/scenarios.h"

/* A picture of some ten thousand operations has a few megabytes. */
#define REPORT_LIMIT (64u * 1024u * 1024u)
#define MOST_CUTS    (UINT32_MAX - 1u)
#define MOST_JOBS    1024u

enum simulate_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SVG };

static const char *const format_names[] = { "text", "json", "svg" };

struct target {
    enum simulate_format format;
    const char *file; /* NULL: standard output */
};

struct targets {
    struct target *items;
    size_t count;
    size_t capacity;
};

struct chosen {
    struct scenario *items;
    size_t count;
    size_t capacity;
};

struct simulate_settings {
    struct project_options project;
    struct exploration_options exploration;
    enum image_choice images;
    uint32_t largest;
    const char *replay;
    struct targets targets;
};

static bool parse_target(struct command_call *call, const char *text, struct target *target)
{
    size_t length = strcspn(text, "=");

    for (size_t i = 0; i < ARRAY_LENGTH(format_names) && strcmp(text + length, "=") != 0; i++) {
        if (slice_equals((struct slice){ text, length }, format_names[i])) {
            *target = (struct target){ (enum simulate_format)i, text[length] == '=' ? text + length + 1 : NULL };
            return true;
        }
    }
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--format' is none of text, json, svg (each with =FILE if wanted)", text);
}

/* The text of a replay is its trace, which needs no format; a report of no scenarios would say nothing. */
static bool replay_targets(struct command_call *call, const struct targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->items[i].format == FORMAT_TEXT) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "'--replay' prints its text without '--format text'; only json and svg go with it");
        }
    }
    return true;
}

static bool parse_targets(struct command_call *call, struct targets *targets)
{
    size_t position = 0;
    size_t on_output = 0;
    const char *text;

    while ((text = call_option_next(call, "--format", &position)) != NULL) {
        struct target *target = ARENA_PUSH(call->arena, targets);

        if (!parse_target(call, text, target)) {
            return false;
        }
        on_output += target->file == NULL;
    }
    if (on_output > 1) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "only one format can go to standard output; give the others a file (--format json=FILE)");
    }
    if (call_option(call, "--replay") != NULL) {
        return replay_targets(call, targets);
    }
    if (targets->count == 0) {
        *ARENA_PUSH(call->arena, targets) = (struct target){ FORMAT_TEXT, NULL };
    }
    return true;
}

static bool parse_images(struct command_call *call, struct simulate_settings *settings)
{
    const char *images = call_option(call, "--images");
    const char *size = call_option(call, "--image-size");
    uint64_t bytes = SIMULATION_IMAGE_SIZE;

    settings->images = IMAGES_AUTOMATIC;
    if (images != NULL && strcmp(images, "synthetic") == 0) {
        settings->images = IMAGES_SYNTHETIC;
    } else if (images != NULL && strcmp(images, "real") == 0) {
        settings->images = IMAGES_REAL;
    } else if (images != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' of option '--images' is neither synthetic nor real", images);
    }
    if (size != NULL && strcmp(size, "largest") == 0) {
        settings->largest = 0;
        return true;
    }
    if (!call_number(call, "--image-size", UINT32_MAX, &bytes)) {
        return false;
    }
    settings->largest = (uint32_t)bytes;
    return true;
}

static bool parse_limits(struct command_call *call, struct exploration_options *options)
{
    uint64_t cuts = UINT32_MAX;
    uint64_t jobs = 0;

    *options = simulation_options();
    if (!call_number(call, "--max-cuts", MOST_CUTS, &cuts) ||
        !call_number(call, "--max-states", UINT64_MAX, &options->max_states) ||
        !call_number(call, "--jobs", MOST_JOBS, &jobs) || !call_number(call, "--seed", UINT64_MAX, &options->seed)) {
        return false;
    }
    options->max_cuts = (uint32_t)cuts;
    options->jobs = (unsigned)jobs;
    options->every_word = call_flag(call, "--every-word");
    return true;
}

static bool parse_settings(struct command_call *call, struct simulate_settings *settings)
{
    *settings = (struct simulate_settings){ .replay = call_option(call, "--replay") };
    return parse_targets(call, &settings->targets) && parse_images(call, settings) &&
           parse_limits(call, &settings->exploration) && check_run_project_options(call, &settings->project);
}

/* The scenarios that were named; each must be one this build can run. */
static bool choose_named(struct command_call *call, const struct simulation *simulation, struct chosen *chosen)
{
    size_t position = 0;
    const char *name;
    const char *why = NULL;

    while ((name = call_option_next(call, "--scenario", &position)) != NULL) {
        struct scenario scenario;

        if (!scenario_exists(name)) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "unknown scenario '%s'; '--list' shows them all", name);
        }
        if (!scenario_make(call->arena, name, &simulation->setup, &scenario, &why)) {
            return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                            "scenario '%s' cannot run on this build: %s", name, why);
        }
        *ARENA_PUSH(call->arena, chosen) = scenario;
    }
    return true;
}

static bool choose(struct command_call *call, const struct simulation *simulation, struct chosen *chosen)
{
    const char *why = NULL;

    if (call_option(call, "--scenario") != NULL) {
        return choose_named(call, simulation, chosen);
    }
    for (size_t i = 0; i < scenario_count(); i++) {
        struct scenario scenario;

        if (scenario_is_usual(scenario_at(i).name, &simulation->setup) &&
            scenario_make(call->arena, scenario_at(i).name, &simulation->setup, &scenario, &why)) {
            *ARENA_PUSH(call->arena, chosen) = scenario;
        }
    }
    return true;
}

static enum exit_status run_list(struct command_call *call, const struct simulation *simulation)
{
    for (size_t i = 0; i < scenario_count(); i++) {
        struct scenario_name name = scenario_at(i);
        struct scenario scenario;
        const char *why = NULL;

        text_printf(call->output, "%-34s %s\n", name.name, name.summary);
        if (simulation != NULL && !scenario_make(call->arena, name.name, &simulation->setup, &scenario, &why)) {
            text_printf(call->output, "%-34s   not here: %s\n", "", why);
        } else if (simulation != NULL ? !scenario_is_usual(name.name, &simulation->setup) : !name.usual) {
            text_printf(call->output, "%-34s   only when it is named\n", "");
        }
    }
    return EXIT_GOOD;
}

/* Standard output holds one thing: the trace, where no report goes there. */
static bool trace_on_output(const struct targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->items[i].file == NULL) {
            return false;
        }
    }
    return true;
}

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
    if (trace_on_output(&settings->targets)) {
        text_append_bytes(call->output, trace.data, trace.length);
        text_printf(call->output, "%s: %s\n", report->timeline.outcome, report->timeline.reason);
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

static bool text_on_output(const struct targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->items[i].file == NULL) {
            return targets->items[i].format == FORMAT_TEXT;
        }
    }
    return false;
}

/* A run may take hours: what is known appears at once. What cannot be written stays, and main() reports it. */
static void show(struct command_call *call, struct progress *progress)
{
    if (call->output->length == 0) {
        return;
    }
    progress_end(progress);
    if (fwrite(call->output->data, 1, call->output->length, stdout) == call->output->length && fflush(stdout) == 0) {
        call->output->length = 0;
        call->output->data[0] = '\0';
    }
}

static void show_scenario(struct command_call *call, const struct simulate_settings *settings,
                          const struct simulation_report *report, struct progress *progress)
{
    if (text_on_output(&settings->targets)) {
        report_simulation_scenario(call->output, &report->scenarios.items[report->scenarios.count - 1], call->colour);
        show(call, progress);
    }
}

/* Nobody named a scenario: those that were not chosen are named with the reason. */
static void add_left_out(struct arena *arena, const struct simulation *simulation, struct simulation_report *report)
{
    for (size_t i = 0; i < scenario_count(); i++) {
        struct scenario_name name = scenario_at(i);
        struct scenario scenario;
        const char *why = NULL;

        if (!scenario_make(arena, name.name, &simulation->setup, &scenario, &why)) {
            simulation_report_leave_out(arena, &name, why, report);
        } else if (!scenario_is_usual(name.name, &simulation->setup)) {
            simulation_report_leave_out(arena, &name, "only when it is named", report);
        }
    }
}

static enum exit_status run_scenarios(struct command_call *call, struct simulate_settings *settings,
                                      const struct simulation *simulation, const struct chosen *chosen,
                                      struct simulation_report *report)
{
    enum exit_status status = EXIT_GOOD;
    struct progress progress;

    progress_begin(&progress, chosen->count);
    if (text_on_output(&settings->targets)) {
        report_simulation_head(call->output, report, call->colour);
        show(call, &progress);
    }
    settings->exploration.context = &progress;
    settings->exploration.progress = progress_draw;
    for (size_t i = 0; i < chosen->count && status != EXIT_INTERNAL; i++) {
        const struct scenario *scenario = &chosen->items[i];
        struct exploration exploration;
        const char *why = NULL;

        progress_part(&progress, i, scenario->name);
        if (!explore(call->arena, &simulation->setup.device, scenario, &settings->exploration, &exploration, &why)) {
            diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "scenario '%s' cannot run on this build: %s",
                     scenario->name, why);
            status = worse_status(status, EXIT_UNUSABLE);
            continue;
        }
        simulation_report_add(call, scenario, &exploration, report);
        show_scenario(call, settings, report, &progress);
        status = worse_status(status, status_of(call, &report->scenarios.items[report->scenarios.count - 1]));
    }
    progress_end(&progress);
    if (call_option(call, "--scenario") == NULL) {
        add_left_out(call->arena, simulation, report);
    }
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

static void write_report(struct text *out, enum simulate_format format, const struct simulation_report *report,
                         bool colour)
{
    switch (format) {
    case FORMAT_TEXT:
        report_simulation_text(out, report, colour);
        break;
    case FORMAT_JSON:
        report_simulation_json(out, report);
        break;
    case FORMAT_SVG:
        report_simulation_svg(out, report);
        break;
    }
}

/* Of a text, what show_scenario() did not show yet. */
static void write_on_output(struct command_call *call, enum simulate_format format,
                            const struct simulation_report *report)
{
    if (format != FORMAT_TEXT) {
        write_report(call->output, format, report, call->colour);
        return;
    }
    for (size_t i = 0; i < report->scenarios.count; i++) {
        if (report->scenarios.items[i].state == SIMULATION_NOT_RUN) {
            report_simulation_scenario(call->output, &report->scenarios.items[i], call->colour);
        }
    }
    report_simulation_tally(call->output, report);
}

static bool write_file(struct command_call *call, struct output_set *set, const struct target *target,
                       const struct simulation_report *report)
{
    struct text text = text_create(call->arena, REPORT_LIMIT);

    write_report(&text, target->format, report, false);
    if (text.truncated) {
        return diagnose(call->diagnostics, DIAGNOSTIC_LIMIT, ORIGIN_NONE, "report '%s' would be larger than %u bytes",
                        target->file, REPORT_LIMIT);
    }
    return output_set_add(set, target->file, text.data, text.length, call->diagnostics);
}

/* Before hours of work: whether each report will have its place. */
static bool places_can_be_written(struct command_call *call, const struct targets *targets)
{
    struct output_set *set = output_set_create(call->arena);
    bool good = true;

    for (size_t i = 0; i < targets->count && good; i++) {
        good = targets->items[i].file == NULL || output_set_add(set, targets->items[i].file, "", 0, call->diagnostics);
    }
    output_set_discard(set);
    return good;
}

static enum exit_status write_reports(struct command_call *call, const struct targets *targets,
                                      const struct simulation_report *report)
{
    struct output_set *set = output_set_create(call->arena);
    bool good = true;

    for (size_t i = 0; i < targets->count && good; i++) {
        if (targets->items[i].file == NULL) {
            write_on_output(call, targets->items[i].format, report);
        } else {
            good = write_file(call, set, &targets->items[i], report);
        }
    }
    good = good && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return good ? EXIT_GOOD : EXIT_UNUSABLE;
}

static bool wants_picture(const struct targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->items[i].format == FORMAT_SVG) {
            return true;
        }
    }
    return false;
}

static enum exit_status run_on(struct command_call *call, struct simulate_settings *settings,
                               const struct project *project, const struct simulation *simulation,
                               const struct chosen *chosen)
{
    uint64_t start = clock_microseconds();
    struct simulation_report report;
    enum exit_status status;

    simulation_report_begin(call->arena, project, simulation, &settings->exploration, &report);
    if (settings->replay != NULL) {
        status = run_replay(call, settings, simulation, chosen, &report);
        return status == EXIT_USAGE ? status : worse_status(status, write_reports(call, &settings->targets, &report));
    }
    status = run_scenarios(call, settings, simulation, chosen, &report);
    report.microseconds = clock_microseconds() - start;
    if (wants_picture(&settings->targets) && !draw_worst(call, settings, simulation, chosen, &report)) {
        return worse_status(status, EXIT_UNUSABLE);
    }
    return worse_status(status, write_reports(call, &settings->targets, &report));
}

static enum exit_status run_simulate(struct command_call *call)
{
    struct simulate_settings settings;
    struct simulation simulation;
    struct chosen chosen = { 0 };
    struct project *project;

    if (call->argument_count == 0) {
        return call_flag(call, "--list") ? run_list(call, NULL) : call_usage_error(call, "'simulate' needs BUILD");
    }
    if (!parse_settings(call, &settings) ||
        !project_open(call->arena, call->arguments[0], &settings.project, call->diagnostics, &project) ||
        !simulation_prepare(call, project, settings.images, settings.largest, &simulation)) {
        return call_status(call);
    }
    if (call_flag(call, "--list")) {
        return run_list(call, &simulation);
    }
    if (!choose(call, &simulation, &chosen)) {
        return call_status(call);
    }
    if (settings.replay != NULL && chosen.count != 1) {
        return call_usage_error(call, "'--replay' needs the one scenario that its path belongs to ('--scenario')");
    }
    if (!places_can_be_written(call, &settings.targets)) {
        return EXIT_UNUSABLE;
    }
    return run_on(call, &settings, project, &simulation, &chosen);
}

static const struct command_option options[] = {
    { "--scenario", NULL, "NAME", "run this one instead of all that fit the build", true },
    { "--list", NULL, NULL, "show the scenarios, with BUILD also which of them it can run", false },
    { "--max-cuts", NULL, "N", "power cuts one after the other (default: any number)", false },
    { "--max-states", NULL, "N", "give up after so many states", false },
    { "--every-word", NULL, NULL, "cut writes after each word, not at five places", false },
    { "--images", NULL, "KIND", "real: the build's firmware; synthetic: noise (default: real where it is there)",
      false },
    { "--image-size", NULL, "BYTES", "size of the largest noise image, or 'largest' (default: 16384)", false },
    { "--replay", NULL, "ID", "run one path again and show each step of it", false },
    { "--seed", NULL, "N", "of patterns and random RAM (default: 1)", false },
    { "--format", NULL, "FORMAT[=FILE]", "text (default), json or svg, to standard output or a file", true },
    { "--jobs", NULL, "N", "threads (default: one for each processor)", false },
    { "--sdk-version", NULL, "VERSION", "the NCS release of the tree, when it does not say or says wrong", false },
    { "--board", NULL, "BOARD", "the board target, when the tree does not say", false },
    { "--dtc", NULL, "PROGRAM", "the devicetree compiler to use", false },
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
