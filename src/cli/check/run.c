#include "cli/check/run.h"

#include "base/terminal.h"
#include "check/rule/rule.h"
#include "check/waiver/check_config.h"
#include "cli/input_name.h"
#include "project/source/source_variants.h"

bool check_run_choose_variant(struct command_call *call, const char *path, struct project_options *options,
                              bool *is_source)
{
    struct source_variants variants = source_variants_find(call->arena, path, options);

    *is_source = variants.count > 0;
    if (variants.count > 1) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' holds sources for several boards or build types; name one board with --board", path);
    }
    if (variants.count == 1) {
        options->board = variants.items[0].board;
        options->file_suffix = variants.items[0].suffix;
    }
    return true;
}

/* The build in the field says itself of which release it is and for which board; its sources, tagged in the repository, are
 * for the board that is checked.
 */
static bool open_deployed(struct command_call *call, struct check_run *run)
{
    const char *path = call_option(call, "--deployed");
    size_t first = call->diagnostics->count;
    struct project_options options;
    struct project *project;
    bool is_source;
    bool opened;

    if (path == NULL) {
        return true;
    }
    if (!check_run_project_options(call, &options)) {
        return false;
    }
    options.sdk_given = false;
    options.released = true;
    options.source_trees = true;
    if (!check_run_choose_variant(call, path, &options, &is_source)) {
        return false;
    }
    options.board = is_source ? options.board : NULL;
    opened = project_open(call->arena, path, &options, call->diagnostics, &project);
    diagnostics_name_input(call->arena, path, first, call->diagnostics);
    run->deployed = opened ? project : NULL;
    return opened;
}

static bool prepare(struct command_call *call, struct check_run *run)
{
    size_t position = 0;
    const char *allowed;

    run->today = check_today(call->arena);
    if (!rule_set_load_brief(call->arena, call_option(call, "--rules"), call->diagnostics, &run->rules)) {
        return false;
    }
    while ((allowed = call_option_next(call, "--allow", &position)) != NULL) {
        if (!waivers_allow(call->arena, &run->allowed, run->rules, allowed, call->diagnostics)) {
            return false;
        }
    }
    if (call_option(call, "--why") != NULL) {
        run->why = rule_set_find_any(run->rules, call_option(call, "--why"));
        if (run->why == NULL) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "%s",
                            rule_set_unknown(call->arena, run->rules, call_option(call, "--why")));
        }
    }
    return open_deployed(call, run);
}

bool check_run_ready(struct check_run *run)
{
    if (!run->prepared) {
        run->prepared = true;
        run->ready = prepare(run->call, run);
    }
    return run->ready;
}

static void prepare_meanwhile(void *context)
{
    if (!check_run_ready(context)) {
        return; /* reported; whoever asks again is told */
    }
}

void check_run_begin(struct command_call *call, struct check_run *run, struct project_options *options)
{
    *run = (struct check_run){ .call = call,
                               .config_path = call_option(call, "--config"),
                               .product = call_option(call, "--product") };
    options->meanwhile = prepare_meanwhile;
    options->context = run;
}

bool check_run_threshold(struct command_call *call, enum severity *threshold)
{
    const char *text = call_option(call, "--fail-on");

    *threshold = SEVERITY_ERROR;
    if (text == NULL || (severity_parse(text, threshold) && *threshold != SEVERITY_NOTE)) {
        return true;
    }
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--fail-on' is none of brick, error, warning", text);
}

#define MOST_JOBS 1024

bool check_run_project_options(struct command_call *call, struct project_options *options)
{
    const char *version = call_option(call, "--sdk-version");

    *options = (struct project_options){
        .dtc = call_option(call, "--dtc"),
        .board = call_option(call, "--board"),
        .sdk_given = version != NULL,
    };
    if (version != NULL && !sdk_version_parse(slice_of(version), &options->sdk)) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' of option '--sdk-version' is no version such as 3.2.1", version);
    }
    if (options->board != NULL && options->board[0] == '\0') {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'' of option '--board' is no board such as nrf5340dk/nrf5340/cpuapp");
    }
    if (!call_number(call, "--jobs", MOST_JOBS, &options->jobs)) {
        return false;
    }
    if (call_option(call, "--jobs") != NULL && options->jobs == 0) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'0' of option '--jobs' is too small: expected 1 to %d", MOST_JOBS);
    }
    return true;
}

bool check_run_input(struct command_call *call, const struct check_run *run, const struct project *project,
                     struct waiver_check *waivers, struct check_result *result, const struct why **why)
{
    uint64_t start = clock_microseconds();
    struct check_config *config;
    struct project *compared = arena_alloc(call->arena, sizeof *compared);
    struct check_options options = { .today = run->today,
                                     .allowed = &run->allowed,
                                     .waivers = waivers,
                                     .updates_to_come = run->updates_to_come,
                                     .made = run->made };

    if (!check_config_open(call->arena, run->config_path, project->path, run->rules, call->diagnostics, &config)) {
        return false;
    }
    options.config = config;
    options.why = why != NULL ? run->why : NULL;
    if (options.why != NULL) {
        options.answer = arena_alloc(call->arena, sizeof *options.answer);
        *why = options.answer;
    }
    options.product = run->product;
    *compared = *project;
    compared->deployed = run->deployed;
    check_project(call->arena, run->rules, compared, &options, call->diagnostics, result);
    result->summary.microseconds = clock_microseconds() - start;
    return true;
}

bool check_run_project(struct command_call *call, const struct check_run *run, const struct project *project,
                       struct check_result *result)
{
    return check_run_input(call, run, project, NULL, result, NULL);
}
