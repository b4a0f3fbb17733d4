#include "cli/check/inputs.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "base/file.h"
#include "base/parallel.h"
#include "base/terminal.h"
#include "check/evaluation/eval_loops.h"
#include "cli/check/prove.h"
#include "cli/input_name.h"
#include "project/source/source_variants.h"

/* One path of the call. Paths are checked on several threads, so each has memory and diagnostics of its own. */
struct check_job {
    const char *path;
    struct command_call call;
    struct diagnostics diagnostics;
    struct check_settings settings;
    struct checked_inputs inputs;
};

struct check_jobs {
    struct check_job *items;
    size_t count;
    atomic_size_t next; /* the first that nobody has taken yet */
};

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

/* Rules that find nothing in a part of a list have not found that there is nothing. */
static bool within_limits(struct command_call *call, const struct project *project)
{
    const char *passed = loop_limit_passed(call->arena, project);

    return passed == NULL || diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                                      "'%s' has %s: it cannot be judged", project->path, passed);
}

static void check_input(struct command_call *call, struct check_settings *settings, const char *path,
                        struct checked_inputs *inputs)
{
    uint64_t start = clock_microseconds();
    struct project *project;
    struct checked_input *input;
    size_t diagnosed = call->diagnostics->count;
    bool opened = project_open(call->arena, path, &settings->project, call->diagnostics, &project);

    if (!check_run_ready(settings->run)) {
        inputs->unusable = true;
        return; /* no input can be checked, and that is reported */
    }
    input = ARENA_PUSH(call->arena, inputs);
    *input = (struct checked_input){ .path = path, .result = arena_alloc(call->arena, sizeof *input->result) };
    if (!opened || !within_limits(call, project) ||
        !check_run_input(call, settings->run, project, &input->waivers, input->result, &input->why)) {
        keep_errors(call, path, diagnosed, input->result);
        inputs->unusable = true;
        return;
    }
    input->project = project;
    if (call_flag(call, "--prove")) {
        prove_findings(call, project, input->result);
    }
    input->result->summary.microseconds = clock_microseconds() - start;
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
static void check_path(struct command_call *call, struct check_settings *settings, const char *path,
                       struct checked_inputs *inputs)
{
    const struct project_options given = settings->project;
    struct source_variants variants = source_variants_find(call->arena, path, &given);
    size_t first = call->diagnostics->count;

    if (variants.count == 0) {
        check_input(call, settings, path, inputs);
        return;
    }
    for (size_t i = 0; i < variants.count; i++) {
        size_t before = call->diagnostics->count;

        settings->project.board = variants.items[i].board;
        settings->project.file_suffix = variants.items[i].suffix;
        check_input(call, settings, path, inputs);
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
}

static void work_on_jobs(void *context, unsigned worker)
{
    struct check_jobs *jobs = context;
    size_t taken;

    (void)worker;
    while ((taken = atomic_fetch_add(&jobs->next, 1)) < jobs->count) {
        struct check_job *job = &jobs->items[taken];

        check_path(&job->call, &job->settings, job->path, &job->inputs);
    }
}

static void plan_jobs(struct command_call *call, const struct check_settings *settings, struct check_jobs *jobs)
{
    jobs->items = arena_array(call->arena, call->argument_count, sizeof *jobs->items);
    for (size_t i = 0; i < call->argument_count; i++) {
        struct check_job *job = &jobs->items[jobs->count];

        if (!check_shard_holds(&settings->shard, i)) {
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

/* Results and diagnostics in the order of the paths, whoever was done first. */
static void gather_jobs(struct command_call *call, struct check_jobs *jobs, struct checked_inputs *inputs)
{
    bool several = call->argument_count > 1 || call_option(call, "--deployed") != NULL;

    for (size_t i = 0; i < jobs->count; i++) {
        struct check_job *job = &jobs->items[i];

        for (size_t k = 0; k < job->inputs.count; k++) {
            *ARENA_PUSH(call->arena, inputs) = job->inputs.items[k];
        }
        for (size_t k = 0; k < job->diagnostics.count; k++) {
            const struct diagnostic *item = &job->diagnostics.items[k];

            *ARENA_PUSH(call->arena, call->diagnostics) =
                several ? diagnostic_of_input(call->arena, job->path, *item) : *item;
        }
        inputs->unusable = inputs->unusable || job->inputs.unusable;
        arena_adopt(call->arena, job->call.arena);
    }
}

void check_inputs(struct command_call *call, const struct check_settings *settings, struct checked_inputs *inputs)
{
    struct check_jobs jobs = { 0 };

    *inputs = (struct checked_inputs){ 0 };
    plan_jobs(call, settings, &jobs);
    parallel_run(share_threads(call, settings, &jobs), work_on_jobs, &jobs);
    gather_jobs(call, &jobs, inputs);
}
