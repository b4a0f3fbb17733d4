#include "cli/diff/diff.h"

#include <stdint.h>
#include <string.h>
#include "base/file.h"
#include "base/terminal.h"
#include "check/rule/consequence.h"
#include "check/run/defaults.h"
#include "cli/check/run.h"
#include "cli/command.h"
#include "cli/diff/agreement.h"
#include "cli/diff/builds.h"
#include "cli/diff/simulated.h"
#include "cli/keys/key_options.h"
#include "cli/report_targets.h"
#include "cli/tree_options.h"
#include "crypto/keys.h"

/* The rules about a released build. */
#define DEPLOYED_RULES "N53-14"
#define USUAL_CUTS     1u
#define MOST_JOBS      1024u

enum diff_format { FORMAT_TEXT, FORMAT_JSON };

static const char *const format_names[] = { "text", "json" };

struct diff_settings {
    enum severity threshold;
    bool strict;
    bool simulate;
    struct project_options fresh;
    struct project_options released;
    const struct public_key *key;        /* of --key, or NULL */
    struct passphrase_source passphrase; /* of --key, else of the released build's key */
    struct diff_simulation_options simulation;
    struct report_targets targets;
};

static bool parse_released_sdk(struct command_call *call, struct project_options *options)
{
    const char *version = call_option(call, "--released-sdk-version");

    options->sdk_given = version != NULL;
    options->board = NULL;
    options->released = true;
    return version == NULL || sdk_version_parse(slice_of(version), &options->sdk) ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--released-sdk-version' is no version such as 3.2.1", version);
}

static bool parse_images(struct command_call *call, struct diff_simulation_options *options)
{
    const char *images = call_option(call, "--images");

    options->images = IMAGES_AUTOMATIC;
    options->largest = SIMULATION_IMAGE_SIZE;
    if (images == NULL || strcmp(images, "real") == 0) {
        options->images = images == NULL ? IMAGES_AUTOMATIC : IMAGES_REAL;
        return true;
    }
    options->images = IMAGES_SYNTHETIC;
    return strcmp(images, "synthetic") == 0 ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--images' is neither synthetic nor real", images);
}

static bool parse_simulation(struct command_call *call, struct diff_settings *settings)
{
    struct diff_simulation_options *options = &settings->simulation;
    uint64_t cuts = USUAL_CUTS;
    uint64_t jobs = 0;

    options->exploration = simulation_options();
    options->replay = call_option(call, "--replay");
    if (!call_number(call, "--max-cuts", UINT32_MAX - 1u, &cuts) || !call_number(call, "--jobs", MOST_JOBS, &jobs) ||
        !call_number(call, "--seed", UINT64_MAX, &options->exploration.seed) || !parse_images(call, options)) {
        return false;
    }
    options->exploration.max_cuts = (uint32_t)cuts;
    options->exploration.jobs = (unsigned)jobs;
    settings->simulate = !call_flag(call, "--no-simulation");
    return true;
}

/* An option that would change nothing is a mistake of the call. */
static bool options_go_together(struct command_call *call)
{
    static const char *const of_simulation[] = { "--scenario", "--max-cuts", "--images", "--seed", "--replay" };
    size_t position = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(of_simulation); i++) {
        if (call_flag(call, "--no-simulation") && call_option(call, of_simulation[i]) != NULL) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "option '%s' does nothing beside '--no-simulation'", of_simulation[i]);
        }
    }
    if (call_option(call, "--replay") == NULL) {
        return true;
    }
    if (call_option(call, "--format") != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'--replay' prints a trace; '--format' does nothing beside it");
    }
    return (call_option_next(call, "--scenario", &position) != NULL &&
            call_option_next(call, "--scenario", &position) == NULL) ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'--replay' needs the one scenario that its path belongs to ('--scenario')");
}

static bool parse_key(struct command_call *call, struct diff_settings *settings)
{
    const char *path = call_option(call, "--key");

    return key_options_passphrase(call, &settings->passphrase) &&
           (path == NULL ||
            public_half_load(call->arena, path, &settings->passphrase, call->diagnostics, &settings->key));
}

static bool parse_settings(struct command_call *call, struct diff_settings *settings)
{
    *settings = (struct diff_settings){ .strict = call_flag(call, "--strict") };
    if (!options_go_together(call) || !check_run_threshold(call, &settings->threshold) ||
        !report_targets_parse(call, format_names, ARRAY_LENGTH(format_names), &settings->targets) ||
        !check_run_project_options(call, &settings->fresh) || !parse_simulation(call, settings) ||
        !parse_key(call, settings)) {
        return false;
    }
    if (settings->targets.count == 0) {
        *ARENA_PUSH(call->arena, &settings->targets) = (struct report_target){ FORMAT_TEXT, NULL };
    }
    settings->fresh.source_trees = true;
    settings->released = settings->fresh;
    return parse_released_sdk(call, &settings->released);
}

static bool is_about_release(const char *rule)
{
    return strncmp(rule, DEPLOYED_RULES, sizeof DEPLOYED_RULES - 1) == 0;
}

/* What is wrong with the new build by itself is for `check`. */
static void keep_release_rules(struct arena *arena, const struct check_result *all, struct check_result *kept)
{
    *kept = *all;
    kept->findings = (struct findings){ 0 };
    kept->undecided = (struct undecided_list){ 0 };
    kept->notes = (struct string_list){ 0 };
    memset(kept->summary.count, 0, sizeof kept->summary.count);
    kept->summary.waived = 0;
    for (size_t i = 0; i < all->findings.count; i++) {
        if (is_about_release(all->findings.items[i].rule)) {
            const struct finding *finding = &all->findings.items[i];

            *ARENA_PUSH(arena, &kept->findings) = *finding;
            kept->summary.waived += finding->waived != NULL;
            kept->summary.count[finding->severity] += finding->waived == NULL;
        }
    }
    for (size_t i = 0; i < all->undecided.count; i++) {
        if (is_about_release(all->undecided.items[i].rule)) {
            *ARENA_PUSH(arena, &kept->undecided) = all->undecided.items[i];
        }
    }
    kept->summary.undecided = kept->undecided.count;
}

static size_t count_own(const struct check_result *all, enum severity threshold)
{
    size_t count = 0;

    for (size_t i = 0; i < all->findings.count; i++) {
        const struct finding *finding = &all->findings.items[i];

        count += !is_about_release(finding->rule) && finding->waived == NULL && finding->severity >= threshold;
    }
    return count;
}

static bool check_rules(struct command_call *call, const struct diff_settings *settings, struct diff *diff)
{
    struct check_result result = { .path = diff->fresh->path };
    struct project_options unused = { 0 };
    struct check_run run;

    check_run_begin(call, &run, &unused);
    if (!check_run_ready(&run)) {
        return false;
    }
    run.deployed = diff->released;
    if (!check_run_project(call, &run, diff->fresh, &result)) {
        return false;
    }
    diff->released = source_defaults_applied(call->arena, run.rules, diff->released);
    diff->fresh = source_defaults_applied(call->arena, run.rules, diff->fresh);
    keep_release_rules(call->arena, &result, &diff->check);
    diff->own_errors = count_own(&result, settings->threshold < SEVERITY_ERROR ? SEVERITY_ERROR : settings->threshold);
    return true;
}

/* The first finding that nobody waived and that is as severe as that, or NULL. */
static const struct finding *first_finding(const struct diff *diff, enum severity threshold)
{
    for (size_t i = 0; i < diff->check.findings.count; i++) {
        const struct finding *finding = &diff->check.findings.items[i];

        if (finding->waived == NULL && finding->severity >= threshold) {
            return finding;
        }
    }
    return NULL;
}

/* Known to be the same: firmware that is not here may be any, and a finding is something to tell. */
static bool nothing_differs(const struct diff *diff)
{
    return aspects_count(&diff->aspects, ASPECT_SAME) == diff->aspects.count && !diff->combinations.app_changed &&
           !diff->combinations.net_changed && first_finding(diff, SEVERITY_WARNING) == NULL;
}

static bool harms_updates(const char *name)
{
    enum consequence consequence;

    return consequence_parse(name, &consequence) &&
           (consequence == CONSEQUENCE_BRICK || consequence == CONSEQUENCE_BOOT_LOOP ||
            consequence == CONSEQUENCE_UPDATE_REFUSED || consequence == CONSEQUENCE_UPDATE_IGNORED);
}

/* A finding that is deduced only, of which no simulation has shown that devices get along with it, or NULL. */
static const struct finding *first_standing(const struct diff *diff)
{
    for (size_t i = 0; i < diff->agreements.count; i++) {
        const struct agreement *agreement = &diff->agreements.items[i];

        if (harms_updates(agreement->finding->consequence) && !agreement->contradicted) {
            return agreement->finding;
        }
    }
    return NULL;
}

/* The first thing that nobody knows, as it is said above the verdict. */
static const char *first_open(struct arena *arena, const struct diff *diff)
{
    const struct finding *standing = first_standing(diff);
    const struct combination *needed = combinations_worst_needed(&diff->combinations);

    if (standing != NULL) {
        return arena_printf(arena, "%s warns (%s), and nothing shows that devices get along with it", standing->name,
                            standing->rule);
    }
    if (diff->own_errors > 0) {
        return "the new build has errors of its own";
    }
    for (size_t i = 0; i < diff->aspects.count; i++) {
        if (diff->aspects.items[i].verdict == ASPECT_UNDECIDED) {
            return diff->aspects.items[i].why;
        }
    }
    if (needed->verdict == COMBINATION_UNDECIDED) {
        return needed->reasons.items[0];
    }
    return diff->check.undecided.count > 0 ? diff->check.undecided.items[0].missing.items[0] : diff->not_simulated;
}

static const char *verdict_text(struct arena *arena, const struct diff *diff, const struct finding *refusing)
{
    const struct combination *needed = combinations_worst_needed(&diff->combinations);
    bool together =
        diff->combinations.needed[COMBINE_BOTH] && diff->combinations.items[COMBINE_APP].verdict == COMBINATION_REFUSED;

    if (diff->unchanged) {
        return "nothing changed: devices that run the released build already have it";
    }
    if (refusing != NULL) {
        return arena_printf(arena, "refused: %s (%s)", refusing->name, refusing->rule);
    }
    if (diff->refused) {
        return arena_printf(arena, "refused: %s", needed->refusal != NULL ? needed->refusal : needed->reasons.items[0]);
    }
    if (diff->undecided) {
        return arena_printf(arena, "undecided: nothing refuses it; %s", first_open(arena, diff));
    }
    if (diff->combinations.items[COMBINE_BOTH].verdict == COMBINATION_REFUSED) {
        return "may be installed over the air, the application alone; both images together are refused";
    }
    return together ? "may be installed over the air, both images together" : "may be installed over the air";
}

static bool something_open(const struct diff_settings *settings, const struct diff *diff)
{
    return diff->check.undecided.count > 0 || diff->own_errors > 0 || first_standing(diff) != NULL ||
           combinations_worst_needed(&diff->combinations)->verdict == COMBINATION_UNDECIDED ||
           (diff->not_simulated != NULL && settings->simulate) || aspects_count(&diff->aspects, ASPECT_UNDECIDED) > 0;
}

static void decide(struct command_call *call, const struct diff_settings *settings, struct diff *diff)
{
    const struct finding *refusing = first_finding(diff, settings->threshold);
    bool not_sent = combinations_worst_needed(&diff->combinations)->verdict >= COMBINATION_REFUSED;

    diff->refused = refusing != NULL || (!diff->unchanged && not_sent);
    diff->unchanged = diff->unchanged && !diff->refused;
    diff->undecided = !diff->unchanged && !diff->refused && something_open(settings, diff);
    diff->verdict = verdict_text(call->arena, diff, refusing);
}

static void write_report(struct text *out, unsigned format, const struct diff *diff, bool colour)
{
    if (format == FORMAT_JSON) {
        diff_json(out, diff);
    } else {
        diff_text(out, diff, colour);
    }
}

static bool write_reports(struct command_call *call, const struct diff_settings *settings, const struct diff *diff)
{
    struct output_set *set = output_set_create(call->arena);
    bool good = true;

    for (size_t i = 0; i < settings->targets.count && good; i++) {
        const struct report_target *target = &settings->targets.items[i];

        if (target->file == NULL) {
            write_report(call->output, target->format, diff, call->colour);
        } else {
            struct text text = text_create(call->arena, REPORT_LIMIT);

            write_report(&text, target->format, diff, false);
            good = report_target_write(call, set, target, &text);
        }
    }
    good = good && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return good;
}

/* The passphrase is of one key: a pipe that it comes from is read once. */
static void read_keys(const struct command_call *call, const struct diff_settings *settings,
                      struct build_side *released, struct build_side *fresh)
{
    trusted_key_read(call->arena, fresh->project, NULL, &fresh->trusted);
    trusted_key_read(call->arena, released->project, settings->key == NULL ? &settings->passphrase : NULL,
                     &released->trusted);
    if (released->trusted.path != NULL && fresh->trusted.path != NULL &&
        strcmp(released->trusted.path, fresh->trusted.path) == 0) {
        fresh->trusted = released->trusted;
    }
}

static bool compare(struct command_call *call, const struct diff_settings *settings, struct diff *diff)
{
    struct build_side released = { 0 };
    struct build_side fresh = { 0 };
    const struct trusted_key given = { .key = settings->key };

    if (!check_rules(call, settings, diff)) {
        return false;
    }
    released.project = diff->released;
    fresh.project = diff->fresh;
    read_keys(call, settings, &released, &fresh);
    aspects_compare(call->arena, &released, &fresh, &diff->check, &diff->aspects);
    combinations_judge(call->arena, diff->released, diff->fresh, settings->key != NULL ? &given : &released.trusted,
                       &diff->combinations);
    diff->unchanged = nothing_differs(diff);
    return true;
}

static enum exit_status run_diff(struct command_call *call)
{
    uint64_t start = clock_microseconds();
    struct diff diff = { 0 };
    struct diff_settings settings;

    if (!parse_settings(call, &settings) || !diff_builds_open(call, &settings.released, &settings.fresh, &diff) ||
        !compare(call, &settings, &diff)) {
        return call_status(call);
    }
    if (settings.simulation.replay != NULL) {
        return diff_replay(call, &settings.simulation, &diff);
    }
    if (!settings.simulate) {
        diff.not_simulated = "--no-simulation";
    } else if (diff.unchanged) {
        diff.not_simulated = "nothing changed; `nrf53pack simulate` shows the released build's own updates";
    } else if (!diff_simulate(call, &settings.simulation, &diff)) {
        return call_status(call);
    }
    agreements_find(call->arena, &diff);
    findings_refuse(call->arena, settings.threshold, &diff);
    decide(call, &settings, &diff);
    diff.microseconds = clock_microseconds() - start;
    if (!write_reports(call, &settings, &diff)) {
        return call_status(call);
    }
    return diff.refused || (settings.strict && diff.undecided) ? EXIT_FINDING : EXIT_GOOD;
}

static const struct command_option options[] = {
    FAIL_ON_OPTION,
    { "--strict", NULL, NULL, "exit 1 too when something that decides is not known", false },
    { "--no-simulation", NULL, NULL, "compare only, install nothing on the simulated device", false },
    { "--scenario", NULL, "NAME", "simulate this one instead of those that the images ask for", true },
    { "--max-cuts", NULL, "N", "power cuts one after the other in the simulation (default: 1)", false },
    { "--replay", NULL, "ID", "run one path of --scenario again and show each step of it", false },
    { "--images", NULL, "KIND", "real: the builds' firmware; synthetic: noise (default: real where it is there)",
      false },
    { "--seed", NULL, "N", "of patterns and random RAM (default: 1)", false },
    { "--key", "-k", "PUB", "public or private key that the devices trust (default: the released build's)", false },
    PASSPHRASE_OPTIONS,
    { "--sdk-version", NULL, "VERSION", "the NCS release of NEW, when it does not say or says wrong", false },
    { "--released-sdk-version", NULL, "VERSION", "the same of RELEASED", false },
    { "--board", NULL, "BOARD", "the board target of NEW, when it does not say", false },
    RULES_OPTION,
    { "--format", NULL, "FORMAT[=FILE]", "text (default) or json, to standard output or a file", true },
    CONFIG_OPTION,
    ALLOW_OPTION,
    { "--jobs", NULL, "N", "threads and devicetree compilers at once (default: one for each processor)", false },
    DTC_OPTION,
};

const struct command command_diff = {
    .name = "diff",
    .arguments = "[options] RELEASED NEW",
    .summary = "may the new build be installed over the air on devices that run the released one?",
    .details =
        "RELEASED is the build folder of what devices in the field run, or what was kept of it; NEW that of the next\n"
        "release. Everything that devices hold on to is compared, then the simulator installs NEW with the bootloader\n"
        "and the layout of RELEASED. The project file is that of NEW. Exit status 1: it must not be sent.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 2,
    .most_arguments = 2,
    .run = run_diff,
};
