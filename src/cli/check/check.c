#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "base/file.h"
#include "base/parallel.h"
#include "base/terminal.h"
#include "check/checker.h"
#include "cli/check/run.h"
#include "cli/check/shard.h"
#include "cli/command.h"
#include "cli/check/prove.h"
#include "cli/report_targets.h"
#include "project/project_open.h"
#include "project/source_variants.h"
#include "report/check_report.h"

enum check_format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_SARIF,
    FORMAT_JUNIT,
    FORMAT_GITHUB,
    FORMAT_GITLAB,
    FORMAT_GCC,
};

static const char *const format_names[] = { "text", "json", "sarif", "junit", "github", "gitlab", "gcc" };

struct results {
    const struct check_result **items;
    size_t count;
    size_t capacity;
};

struct check_settings {
    enum severity threshold;
    bool strict;
    struct check_run *run;
    struct project_options project;
    struct report_targets targets;
};

/* One path of the call. Paths are checked on several threads, so each has memory and diagnostics of its own. */
struct check_job {
    const char *path;
    struct command_call call;
    struct diagnostics diagnostics;
    struct check_settings settings;
    struct results results;
    enum exit_status status;
};

struct check_jobs {
    struct check_job *items;
    size_t count;
    atomic_size_t next; /* the first that nobody has taken yet */
};

static bool parse_targets(struct command_call *call, struct report_targets *targets)
{
    if (!report_targets_parse(call, format_names, ARRAY_LENGTH(format_names), targets)) {
        return false;
    }
    if (targets->count == 0) {
        *ARENA_PUSH(call->arena, targets) = (struct report_target){ FORMAT_TEXT, NULL };
    }
    return true;
}

static bool parse_settings(struct command_call *call, struct check_settings *settings)
{
    *settings = (struct check_settings){ .strict = call_flag(call, "--strict") };
    if (!check_run_threshold(call, &settings->threshold) || !parse_targets(call, &settings->targets) ||
        !check_run_project_options(call, &settings->project)) {
        return false;
    }
    settings->project.source_trees = true;
    settings->project.file_suffix = call_option(call, "--file-suffix");
    return true;
}

/* An input that cannot be used stands in the reports with its errors: a report without it would look clean. */
static void keep_errors(struct command_call *call, const char *path, size_t first, struct check_result *result)
{
    *result = (struct check_result){ .path = path };
    for (size_t i = first; i < call->diagnostics->count; i++) {
        const struct diagnostic *item = &call->diagnostics->items[i];

        if (item->kind != DIAGNOSTIC_NOTE) {
            *ARENA_PUSH(call->arena, &result->errors) = (struct input_error){ item->message, item->origin };
        }
    }
}

static enum exit_status check_input(struct command_call *call, struct check_settings *settings, const char *path,
                                    struct results *results)
{
    uint64_t start = clock_microseconds();
    struct project *project;
    size_t diagnosed = call->diagnostics->count;
    struct check_result *result = arena_alloc(call->arena, sizeof *result);
    bool opened = project_open(call->arena, path, &settings->project, call->diagnostics, &project);

    if (!check_run_ready(settings->run)) {
        return EXIT_UNUSABLE; /* no input can be checked: run_check() says so once */
    }
    *ARENA_PUSH(call->arena, results) = result;
    if (!opened || !check_run_project(call, settings->run, project, result)) {
        keep_errors(call, path, diagnosed, result);
        return EXIT_UNUSABLE;
    }
    if (call_flag(call, "--prove")) {
        prove_findings(call, project, result);
    }
    result->summary.microseconds = clock_microseconds() - start;
    return check_fails(result, settings->threshold, settings->strict) ? EXIT_FINDING : EXIT_GOOD;
}

static bool same_text(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

/* A file that is wrong is wrong for every board: it is said once. */
static void drop_repeated(struct diagnostics *diagnostics, size_t first, size_t from)
{
    size_t kept = from;

    for (size_t i = from; i < diagnostics->count; i++) {
        const struct diagnostic *item = &diagnostics->items[i];
        bool repeated = false;

        for (size_t k = first; k < kept; k++) {
            const struct diagnostic *other = &diagnostics->items[k];

            repeated =
                repeated || (strcmp(other->message, item->message) == 0 && other->origin.line == item->origin.line &&
                             same_text(other->origin.source != NULL ? other->origin.source->name : NULL,
                                       item->origin.source != NULL ? item->origin.source->name : NULL));
        }
        if (!repeated) {
            diagnostics->items[kept++] = *item;
        }
    }
    diagnostics->count = kept;
}

/* A source tree is checked once for each board and file suffix that it is for. */
static enum exit_status check_path(struct command_call *call, struct check_settings *settings, const char *path,
                                   struct results *results)
{
    const struct project_options given = settings->project;
    struct source_variants variants = source_variants_find(call->arena, path, &given);
    enum exit_status status = EXIT_GOOD;
    size_t first = call->diagnostics->count;

    if (variants.count == 0) {
        return check_input(call, settings, path, results);
    }
    for (size_t i = 0; i < variants.count; i++) {
        size_t before = call->diagnostics->count;

        settings->project.board = variants.items[i].board;
        settings->project.file_suffix = variants.items[i].suffix;
        status = worse_status(status, check_input(call, settings, path, results));
        drop_repeated(call->diagnostics, first, before);
        if (!check_run_ready(settings->run)) {
            break;
        }
    }
    settings->project = given;
    if (variants.left_out > 0) {
        (void)diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                       "'%s' can be built in %zu ways more than the %d that were checked; name one with --board and "
                       "--file-suffix",
                       path, variants.left_out, SOURCE_VARIANTS_LIMIT);
    }
    return status;
}

static void write_text(struct text *out, const struct results *results, bool colour)
{
    for (size_t i = 0; i < results->count; i++) {
        if (results->items[i]->errors.count > 0) {
            continue; /* they are on stderr */
        }
        text_append(out, out->length > 0 ? "\n" : "");
        report_check_text(out, results->items[i], colour);
    }
    if (results->count > 1) {
        report_check_total_text(out, results->items, results->count, colour);
    }
}

static void write_report(struct text *out, unsigned format, const struct results *results, enum severity threshold,
                         bool colour)
{
    switch ((enum check_format)format) {
    case FORMAT_TEXT:
        write_text(out, results, colour);
        break;
    case FORMAT_JSON:
        report_check_json(out, results->items, results->count);
        break;
    case FORMAT_SARIF:
        report_check_sarif(out, results->items, results->count);
        break;
    case FORMAT_JUNIT:
        report_check_junit(out, results->items, results->count, threshold);
        break;
    case FORMAT_GITHUB:
        report_check_github(out, results->items, results->count);
        break;
    case FORMAT_GITLAB:
        report_check_gitlab(out, results->items, results->count);
        break;
    case FORMAT_GCC:
        report_check_gcc(out, results->items, results->count);
        break;
    }
}

static enum exit_status write_reports(struct command_call *call, const struct check_settings *settings,
                                      const struct results *results)
{
    struct output_set *set = output_set_create(call->arena);
    bool good = true;

    for (size_t i = 0; i < settings->targets.count && good; i++) {
        const struct report_target *target = &settings->targets.items[i];

        if (target->file == NULL) {
            write_report(call->output, target->format, results, settings->threshold, call->colour);
        } else {
            struct text text = text_create(call->arena, REPORT_LIMIT);

            write_report(&text, target->format, results, settings->threshold, false);
            good = report_target_write(call, set, target, &text);
        }
    }
    good = good && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return good ? EXIT_GOOD : call_status(call);
}

static void work_on_jobs(void *context, unsigned worker)
{
    struct check_jobs *jobs = context;
    size_t taken;

    (void)worker;
    while ((taken = atomic_fetch_add(&jobs->next, 1)) < jobs->count) {
        struct check_job *job = &jobs->items[taken];

        job->status = check_path(&job->call, &job->settings, job->path, &job->results);
    }
}

static void plan_jobs(struct command_call *call, const struct check_settings *settings, const struct check_shard *shard,
                      struct check_jobs *jobs)
{
    jobs->items = arena_array(call->arena, call->argument_count, sizeof *jobs->items);
    for (size_t i = 0; i < call->argument_count; i++) {
        struct check_job *job = &jobs->items[jobs->count];

        if (!check_shard_holds(shard, i)) {
            continue;
        }
        *job = (struct check_job){ .path = call->arguments[i], .call = *call, .settings = *settings };
        job->call.arena = arena_create();
        job->diagnostics = diagnostics_create(job->call.arena);
        job->call.diagnostics = &job->diagnostics;
        jobs->count++;
    }
}

/* --prove has threads of its own. Programs (dtc) and threads together are as many as --jobs says. */
static unsigned share_threads(struct command_call *call, const struct check_settings *settings, struct check_jobs *jobs)
{
    uint64_t most = settings->project.jobs != 0 ? settings->project.jobs : parallel_processors();
    size_t workers = call_flag(call, "--prove") ? 1 : most < jobs->count ? (size_t)most : jobs->count;

    for (size_t i = 0; workers > 1 && settings->project.jobs != 0 && i < jobs->count; i++) {
        jobs->items[i].settings.project.jobs = most / workers;
    }
    return (unsigned)workers;
}

/* Files are named from their tree on; among several trees that does not say which. */
static struct diagnostic name_input(struct arena *arena, const char *path, struct diagnostic item)
{
    const struct source *source = item.origin.source;

    if (source == NULL) {
        item.message = strstr(item.message, arena_printf(arena, "'%s", path)) != NULL
                           ? item.message
                           : arena_printf(arena, "%s: %s", path, item.message);
    } else if (strcmp(source->path, path_join(arena, path, source->name)) == 0) {
        struct source *named = arena_alloc(arena, sizeof *named);

        *named = *source;
        named->name = source->path;
        item.origin.source = named;
    }
    return item;
}

/* Results and diagnostics in the order of the paths, whoever was done first. */
static enum exit_status gather_jobs(struct command_call *call, struct check_jobs *jobs, struct results *results)
{
    enum exit_status status = EXIT_GOOD;

    for (size_t i = 0; i < jobs->count; i++) {
        struct check_job *job = &jobs->items[i];

        for (size_t k = 0; k < job->results.count; k++) {
            *ARENA_PUSH(call->arena, results) = job->results.items[k];
        }
        for (size_t k = 0; k < job->diagnostics.count; k++) {
            const struct diagnostic *item = &job->diagnostics.items[k];

            *ARENA_PUSH(call->arena, call->diagnostics) =
                call->argument_count > 1 ? name_input(call->arena, job->path, *item) : *item;
        }
        status = worse_status(status, job->status);
        arena_adopt(call->arena, job->call.arena);
    }
    return status;
}

static enum exit_status run_check(struct command_call *call)
{
    struct check_settings settings;
    struct check_run run;
    struct check_shard shard;
    struct check_jobs jobs = { 0 };
    struct results results = { 0 };
    enum exit_status status;

    if (!parse_settings(call, &settings) || !check_shard_parse(call, &shard)) {
        return call_status(call);
    }
    settings.run = &run;
    check_run_begin(call, &run, &settings.project);
    /* One path: the rules are loaded while its dtc runs. Several: before the threads, which only read them. */
    if (call->argument_count > 1 && !check_run_ready(&run)) {
        return call_status(call);
    }
    plan_jobs(call, &settings, &shard, &jobs);
    parallel_run(share_threads(call, &settings, &jobs), work_on_jobs, &jobs);
    status = gather_jobs(call, &jobs, &results);
    if (!check_run_ready(&run)) {
        return call_status(call);
    }
    return worse_status(status, write_reports(call, &settings, &results));
}

static const struct command_option options[] = {
    { "--fail-on", NULL, "SEVERITY", "exit 1 from this severity on: brick, error (default) or warning", false },
    { "--strict", NULL, NULL, "exit 1 too when a rule of consequence brick or error cannot be decided", false },
    { "--prove", NULL, NULL, "run the witness of each finding on the simulated device and say what it showed", false },
    { "--sdk-version", NULL, "VERSION", "the NCS release of the tree, when it does not say or says wrong", false },
    { "--board", NULL, "BOARD", "the board target, when the tree does not say, or one of several that it names",
      false },
    { "--file-suffix", NULL, "SUFFIX", "of a source tree: FILE_SUFFIX or build type (\"\": none; default: each)",
      false },
    { "--deployed", NULL, "DIR", "the released build, or what was kept of it: what may not change for its devices",
      false },
    { "--rules", NULL, "DIR", "a folder with further rule files", false },
    { "--format", NULL, "FORMAT[=FILE]",
      "text (default), json, sarif, junit, github, gitlab or gcc, to standard output or a file", true },
    { "--config", NULL, "FILE", "the project file instead of the nearest .nrf53pack.yml", false },
    { "--allow", NULL, "RULE=REASON", "waive a rule for this call", true },
    { "--jobs", NULL, "N", "threads and devicetree compilers at once (default: one for each processor and image)",
      false },
    { "--shard", NULL, "I/N", "check only each N-th of the paths, from the I-th on (1 to N)", false },
    { "--dtc", NULL, "PROGRAM", "the devicetree compiler to use", false },
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
