#include <stdint.h>
#include <string.h>

#include "check/checker.h"
#include "cli/check/baseline.h"
#include "cli/check/fix.h"
#include "cli/check/inputs.h"
#include "cli/check/reports.h"
#include "cli/check/run.h"
#include "cli/check/shard.h"
#include "cli/check/why.h"
#include "cli/command.h"
#include "cli/tree_options.h"

static bool parse_settings(struct command_call *call, struct check_settings *settings, struct report_targets *targets)
{
    *settings = (struct check_settings){ .strict = call_flag(call, "--strict") };
    if (!check_run_threshold(call, &settings->threshold) || !check_reports_parse(call, targets) ||
        !check_run_project_options(call, &settings->project) || !check_shard_parse(call, &settings->shard) ||
        !check_baseline_options(call) ||
        (call_option(call, "--why") != NULL && !check_reports_explain(call, targets))) {
        return false;
    }
    if (call_option(call, "--product") != NULL && call_option(call, "--product")[0] == '\0') {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'' of option '--product' is no name");
    }
    settings->project.source_trees = true;
    settings->project.file_suffix = call_option(call, "--file-suffix");
    return true;
}

static struct waiver_checks checked_ones(struct command_call *call, const struct checked_inputs *inputs)
{
    struct waiver_checks checks = { 0 };

    for (size_t i = 0; i < inputs->count; i++) {
        if (inputs->items[i].waivers.result != NULL) {
            *ARENA_PUSH(call->arena, &checks) = inputs->items[i].waivers;
        }
    }
    return checks;
}

/* What takes more than one input to know. */
static bool finish(struct command_call *call, const struct check_settings *settings,
                   const struct checked_inputs *inputs, struct output_set *set)
{
    const struct rule_set *rules = settings->run->rules;
    struct waiver_checks checks = checked_ones(call, inputs);

    if (!check_baseline(call, rules, &checks, inputs->unusable, set)) {
        return false;
    }
    /* With --shard other calls may use what this one does not. */
    waiver_findings_add(call->arena, rules, &checks, settings->shard.count == 1);
    return true;
}

/* Whether there are findings is not what --why asks. */
static enum exit_status judge(const struct check_settings *settings, const struct checked_inputs *inputs)
{
    enum exit_status status = inputs->unusable ? EXIT_UNUSABLE : EXIT_GOOD;

    for (size_t i = 0; i < inputs->count && settings->run->why == NULL; i++) {
        if (check_fails(inputs->items[i].result, settings->threshold, settings->strict)) {
            status = worse_status(status, EXIT_FINDING);
        }
    }
    return status;
}

static bool report(struct command_call *call, const struct check_settings *settings,
                   const struct report_targets *targets, const struct checked_inputs *inputs, struct output_set *set)
{
    const struct check_gate gate = { settings->threshold, settings->strict };
    struct check_results results = { 0 };

    if (settings->run->why != NULL) {
        return check_why_report(call, targets, inputs, set);
    }
    for (size_t i = 0; i < inputs->count; i++) {
        *ARENA_PUSH(call->arena, &results) = inputs->items[i].result;
    }
    return check_reports_write(call, targets, settings->run->rules, &results, gate, set);
}

/* A tree is fixed when everything else has turned out well. */
static enum exit_status answer(struct command_call *call, const struct check_settings *settings,
                               const struct report_targets *targets, const struct checked_inputs *inputs,
                               const struct fixed_files *files)
{
    struct output_set *set = output_set_create(call->arena);
    bool finished = finish(call, settings, inputs, set);
    bool good = finished && report(call, settings, targets, inputs, set) && check_fix_write(call, files) &&
                output_set_commit(set, call->diagnostics);

    output_set_discard(set);
    if (!finished) {
        return call_status(call);
    }
    return worse_status(judge(settings, inputs), good ? EXIT_GOOD : call_status(call));
}

/* A diff is the answer, as that of `diff` itself: 1 when there is one. */
static enum exit_status show_fixes(struct command_call *call, const struct checked_inputs *inputs,
                                   const struct fixed_files *files)
{
    check_fix_show(call, files);
    return inputs->unusable ? EXIT_UNUSABLE : files->count > 0 ? EXIT_FINDING : EXIT_GOOD;
}

static enum exit_status run_check(struct command_call *call)
{
    struct check_settings settings;
    struct report_targets targets = { 0 };
    struct check_run run;
    struct checked_inputs inputs;
    struct fixed_files files = { 0 };
    bool fix;

    if (!parse_settings(call, &settings, &targets) || !check_fix_options(call, &fix)) {
        return call_status(call);
    }
    settings.run = &run;
    check_run_begin(call, &run, &settings.project);
    /* One path: the rules are loaded while its dtc runs. Several: before the threads, which only read them. */
    if (call->argument_count > 1 && !check_run_ready(&run)) {
        return call_status(call);
    }
    check_inputs(call, &settings, &inputs);
    if (!check_run_ready(&run)) {
        return call_status(call);
    }
    if (fix) {
        check_fix(call, &settings, &inputs, &files);
    }
    return call_flag(call, "--diff") ? show_fixes(call, &inputs, &files)
                                     : answer(call, &settings, &targets, &inputs, &files);
}

static const struct command_option options[] = {
    FAIL_ON_OPTION,
    { "--strict", NULL, NULL, "exit 1 too when a rule of consequence brick or error cannot be decided", false },
    { "--prove", NULL, NULL, "run the witness of each finding on the simulated device and say what it showed", false },
    TREE_OPTIONS,
    { "--file-suffix", NULL, "SUFFIX", "of a source tree: FILE_SUFFIX or build type (\"\": none; default: each)",
      false },
    DEPLOYED_OPTION,
    PROJECT_OPTIONS,
    { "--format", NULL, "FORMAT[=FILE]",
      "text (default), json, sarif, junit, github, gitlab or gcc, to standard output or a file", true },
    ALLOW_OPTION,
    { "--baseline", NULL, "FILE", "findings that stand in it are counted and do not fail", false },
    { "--write-baseline", NULL, "FILE", "write the findings of this call as a baseline", false },
    { "--why", NULL, "RULE", "instead of the findings: why this rule did or did not speak of each input", false },
    { "--diff", NULL, NULL, "show what --fix would change, and change nothing; exit 1 when there is something", false },
    { "--fix", NULL, NULL, "apply the safe fixes to the files of source trees, then check what there is", false },
    { "--jobs", NULL, "N", "threads and devicetree compilers at once (default: one for each processor and image)",
      false },
    { "--shard", NULL, "I/N", "check only each N-th of the paths, from the I-th on (1 to N)", false },
};

const struct command command_check = {
    .name = "check",
    .arguments = "[options] PATH...",
    .summary = "look for combinations that brick devices or lose updates",
    .details =
        "PATH is a build folder, the folder of an application's sources (for each board and file suffix that it has\n"
        "files for, unless one is named), or a single file (pm_static.yml, partitions.yml, .config, zephyr.dts), "
        "which\n"
        "is checked with the rules that it can decide.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 1,
    .most_arguments = SIZE_MAX,
    .run = run_check,
};
