#include "cli/simulate/settings.h"

#include <string.h>
#include "cli/check/run.h"

#define MOST_CUTS (UINT32_MAX - 1u)
#define MOST_JOBS 1024u
/* Smaller files have no room for a header, an image that differs from the others, and a signature. */
#define SMALLEST_IMAGE 4096u

static const char *const format_names[] = { "text", "json", "svg" };

/* The text of a replay is its trace, which needs no format; a report of no scenarios would say nothing. */
static bool replay_targets(struct command_call *call, const struct report_targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->items[i].format == FORMAT_TEXT) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "'--replay' prints its text without '--format text'; only json and svg go with it");
        }
    }
    return true;
}

static bool parse_targets(struct command_call *call, struct report_targets *targets)
{
    if (!report_targets_parse(call, format_names, ARRAY_LENGTH(format_names), targets)) {
        return false;
    }
    if (call_option(call, "--replay") != NULL) {
        return replay_targets(call, targets);
    }
    if (targets->count == 0) {
        *ARENA_PUSH(call->arena, targets) = (struct report_target){ FORMAT_TEXT, NULL };
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
    if (bytes < SMALLEST_IMAGE) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' of option '--image-size' is too small: expected 'largest' or %u and more", size,
                        SMALLEST_IMAGE);
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
    options->keep_going = call_flag(call, "--keep-going");
    options->every_word = call_flag(call, "--every-word");
    return true;
}

/* An option that would change nothing is a mistake of the call. */
static bool refuse(struct command_call *call, const char *beside, const char *const *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (call_option(call, options[i]) != NULL) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "option '%s' does nothing beside '%s'",
                            options[i], beside);
        }
    }
    return true;
}

bool simulate_options_go_together(struct command_call *call)
{
    static const char *const no_list[] = { "--scenario",   "--max-cuts", "--keep-going", "--max-states",
                                           "--every-word", "--replay",   "--seed",       "--format",
                                           "--config",     "--images",   "--image-size", "--sdk-version",
                                           "--board",      "--dtc",      "--jobs" };
    static const char *const no_replay[] = { "--max-cuts", "--keep-going", "--max-states", "--every-word", "--config" };
    /* What is behind these says what a build can run. */
    size_t of_a_build = 6;

    if (call_flag(call, "--list")) {
        return refuse(call, "--list", no_list,
                      call->argument_count == 0 ? ARRAY_LENGTH(no_list) : ARRAY_LENGTH(no_list) - of_a_build);
    }
    return call_option(call, "--replay") == NULL || refuse(call, "--replay", no_replay, ARRAY_LENGTH(no_replay));
}

static const char *known_releases(struct arena *arena)
{
    struct text text = text_create(arena, 256);

    for (size_t i = 0; i < SDK_SERIES_COUNT; i++) {
        const struct sdk_series *series = &sdk_known_series[i];

        text_printf(&text, "%s%u.%u to %u.%u", i == 0 ? "" : ", ", (unsigned)series->major,
                    (unsigned)series->first_minor, (unsigned)series->major, (unsigned)series->last_minor);
    }
    return text.data;
}

/* A release that is newer than all that are known is simulated as the newest; the report says so. */
static bool release_can_be_simulated(struct command_call *call, const struct project_options *project)
{
    const struct sdk_series *last = &sdk_known_series[SDK_SERIES_COUNT - 1];
    struct sdk_version newest = { last->major, last->last_minor, UINT16_MAX };

    if (!project->sdk_given || sdk_version_is_known(project->sdk) || sdk_version_compare(project->sdk, newest) > 0) {
        return true;
    }
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--sdk-version' is no release this version knows (%s)",
                    call_option(call, "--sdk-version"), known_releases(call->arena));
}

bool simulate_settings_parse(struct command_call *call, struct simulate_settings *settings)
{
    *settings = (struct simulate_settings){ .replay = call_option(call, "--replay") };
    if (settings->replay != NULL && settings->replay[0] == '\0') {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'' of option '--replay' is no path; the one without a cut is 'start'");
    }
    return parse_targets(call, &settings->targets) && parse_images(call, settings) &&
           parse_limits(call, &settings->exploration) && check_run_project_options(call, &settings->project) &&
           release_can_be_simulated(call, &settings->project);
}
