#include <string.h>
#include "base/file.h"
#include "base/inputs.h"
#include "cli/check/run.h"
#include "cli/command.h"
#include "cli/keys/key_answer.h"
#include "cli/pack/explain.h"
#include "cli/pack/options.h"
#include "cli/pack/options_check.h"
#include "cli/pack/output.h"
#include "cli/pack/signers.h"
#include "pack/plan/trusted_key.h"
#include "pack/record.h"
#include "project/project_open.h"
#include "report/check/check_report.h"

/* Refuses what `check` refuses with the same --fail-on and --strict. The report goes to standard output, as that
 * of `check` does. */
static enum exit_status check_tree(struct command_call *call, const struct check_run *run,
                                   const struct project *project, enum severity threshold, struct check_result *result)
{
    if (!check_run_project(call, run, project, result)) {
        return EXIT_UNUSABLE;
    }
    if (!check_fails(result, threshold, call_flag(call, "--strict"))) {
        return EXIT_GOOD;
    }
    report_check_text(call->output, result, call->colour);
    text_printf(call->output, "\nnothing was packed; --allow RULE=REASON packs in spite of a finding\n");
    return EXIT_FINDING;
}

/* A package signed with a key the devices do not trust is erased by every one of them. */
static bool check_trusted_key(const struct command_call *call, const struct trusted_key *trusted,
                              const struct package_plan *plan, const struct public_key *key)
{
    return key == NULL || !trusted_key_differs(trusted, key) ||
           diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "key '%s' is not the key the bootloader of the tree trusts, '%s'; give that one with '--key'",
                    plan->key.value, trusted->path);
}

static bool same_key(const struct command_call *call, const char *path, const struct public_key *key)
{
    struct diagnostics unused = diagnostics_create(call->arena);
    const struct source *source;
    struct public_key *other;

    return file_exists(path) && key_source_load(call->arena, path, &unused, &source) &&
           public_key_read(call->arena, source, &unused, &other) &&
           memcmp(other->hash, key->hash, sizeof key->hash) == 0;
}

/* b0 and b0n start what one of their provisioned keys signed: the one that signs in the build, or one of its list. */
static bool check_nsib_key(const struct command_call *call, const struct project *project,
                           const struct package_plan *plan, const struct public_key *key)
{
    const char *named = plan->nsib_trusted.value;
    bool known =
        key == NULL || named == NULL || !plan_key_here(call->arena, project, named) || same_key(call, named, key);

    for (size_t i = 0; !known && i < plan->provisions.count; i++) {
        const struct string_list *list = &plan->provisions.items[i].public_keys;

        for (size_t k = 0; !known && k < list->count; k++) {
            known = same_key(call, list->items[k], key);
        }
    }
    return known || diagnose(call->diagnostics, DIAGNOSTIC_INPUT, plan->nsib_trusted.origin,
                             "key '%s' is not the key that signs for b0 in the tree, '%s'; give that one with "
                             "'--nsib-key'",
                             plan->nsib_key.value, named);
}

/* A key of another type makes images that the bootloader erases. */
static bool check_key_type(const struct command_call *call, const struct package_plan *plan,
                           const struct public_key *key)
{
    const struct bootloader_demand *bootloader = &plan->bootloader;

    if (key == NULL || bootloader_takes_key(bootloader, key->type)) {
        return true;
    }
    return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, bootloader->signature_from.origin,
                    "key '%s' is %s, but the bootloader verifies %s (%s)", plan->key.value, key_type_name(key->type),
                    key_type_name(bootloader->key_type), bootloader->signature_from.from);
}

static bool is_recorded(const struct allowed_findings *allowed, const struct finding *finding)
{
    for (size_t i = 0; i < allowed->count; i++) {
        if (strcmp(allowed->items[i].rule, finding->rule) == 0 &&
            strcmp(allowed->items[i].reason, finding->waived) == 0) {
            return true;
        }
    }
    return false;
}

static const char *waived_by(const struct check_run *run, const struct finding *finding)
{
    for (size_t i = 0; i < run->allowed.count; i++) {
        if (strcmp(run->allowed.items[i].rule->id, finding->rule) == 0 &&
            strcmp(run->allowed.items[i].reason, finding->waived) == 0) {
            return "--allow";
        }
    }
    return "project file";
}

/* Each waiver that a finding met, whether from --allow or the project file. */
static void describe_check(const struct command_call *call, const struct check_run *run,
                           const struct check_result *result, struct record_check *check)
{
    *check = (struct record_check){ .rules_run = result->summary.rules_run,
                                    .undecided = result->summary.undecided,
                                    .warnings = result->summary.count[SEVERITY_WARNING],
                                    .softened = result->softened };
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];

        if (finding->waived != NULL && !is_recorded(&check->allowed, finding)) {
            *ARENA_PUSH(call->arena, &check->allowed) =
                (struct allowed_finding){ finding->rule, finding->name, severity_name(finding->severity),
                                          finding->waived, waived_by(run, finding) };
        }
    }
}

/* An --allow that no finding met is a mistake of the one who wrote it, or the finding is gone. */
static void mention_unused_waivers(const struct command_call *call, const struct check_run *run,
                                   const struct check_result *result)
{
    for (size_t i = 0; i < run->allowed.count; i++) {
        const char *rule = run->allowed.items[i].rule->id;
        bool used = false;

        for (size_t k = 0; k < result->findings.count; k++) {
            used =
                used || (result->findings.items[k].waived != NULL && strcmp(result->findings.items[k].rule, rule) == 0);
        }
        if (!used) {
            diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                     "'--allow' for %s met no finding and is not recorded", rule);
        }
    }
}

static bool make(const struct command_call *call, const struct project *project, const struct package_plan *plan,
                 const struct pack_signers *signers, const struct record_check *check)
{
    const struct package_signers *who = &signers->package;
    struct package package;

    if (!package_build(call->arena, plan, who, call->diagnostics, &package)) {
        return false;
    }
    if (signers->exchange.waiting.count > 0) {
        return pack_output_digests(call, plan, &signers->exchange);
    }
    if (!package_verify(call->arena, &package, who->image_key, call->diagnostics) ||
        !pack_output_write(call, &package, record_write(call->arena, &package, project, who, check))) {
        return false;
    }
    pack_output_describe(call, &package, who);
    pack_output_mention_stale(call, &package);
    return true;
}

/* Where the tree was built without a key of its own, its devices trust MCUboot's, and refuse all that others signed. */
static void mention_sample(const struct command_call *call, const struct trusted_key *trusted,
                           const struct package_plan *plan, const struct public_key *key)
{
    const char *name = trusted_key_sample(trusted, key);

    if (name != NULL) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "'%s' is not MCUboot's sample key '%s', whose name the tree's key has: if the tree means the sample "
                 "key, its devices refuse this package",
                 plan->key.value, name);
    }
}

static bool pack(const struct command_call *call, const struct project *project, const struct package_plan *plan,
                 const struct record_check *check)
{
    struct trusted_key trusted;
    struct pack_signers signers;
    bool good;

    if (!pack_signers_load(call, plan, &signers)) {
        return false;
    }
    trusted_key_read(call->arena, project, NULL, &trusted);
    good = check_key_type(call, plan, signers.package.image_key) &&
           check_trusted_key(call, &trusted, plan, signers.package.image_key) &&
           check_nsib_key(call, project, plan, signers.package.nsib_key) && make(call, project, plan, &signers, check);
    pack_signers_release(&signers);
    if (good) {
        print_trusted_key(call, &trusted);
        mention_sample(call, &trusted, plan, signers.package.image_key);
    }
    for (size_t i = 0; good && i < plan->notes.count; i++) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE, "%s", plan->notes.items[i]);
    }
    return good;
}

static bool is_first_of_rule(const struct findings *findings, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(findings->items[i].rule, findings->items[index].rule) == 0 && findings->items[i].waived == NULL &&
            findings->items[i].severity == SEVERITY_WARNING) {
            return false;
        }
    }
    return true;
}

/* A package is made in spite of warnings, but not without a word: one line a rule. */
static void mention_warnings(const struct command_call *call, const struct project *project,
                             const struct check_result *result)
{
    size_t warnings = result->summary.count[SEVERITY_WARNING];

    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];

        if (finding->waived == NULL && finding->severity == SEVERITY_WARNING &&
            is_first_of_rule(&result->findings, i)) {
            text_printf(call->output, "warning: %s %s\n", finding->rule, finding->name);
        }
    }
    if (warnings > 0) {
        text_printf(call->output, "%zu warning%s: nrf53pack check %s\n", warnings, warnings == 1 ? "" : "s",
                    project->path);
    }
}

/* An update file that some run of pack put into the build, or that this one replaces. */
static bool is_made_by_pack(const struct command_call *call, const struct project *project, const char *path)
{
    const char *name = path_basename(path);
    const char *folder = path_dirname(call->arena, path);
    const char *const folders[] = { project->path, path_join(call->arena, project->path, "nrf53pack"),
                                    call_option(call, "--output") };

    if (strcmp(name, "app_update.bin") != 0 && strcmp(name, "net_core_app_update.bin") != 0) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        if (path_is_same_file(folder, folders[i])) {
            return true;
        }
    }
    return false;
}

/* What an earlier run left is no part of this build: it must not keep the one that replaces it from being made. */
static void forget_packed_files(const struct command_call *call, struct project *project)
{
    for (size_t i = 0; i < project->images.count; i++) {
        struct image_files *files = &project->images.items[i].files;
        struct string_list places = { 0 };

        for (size_t k = 0; k < files->signed_places.count; k++) {
            const char *place = files->signed_places.items[k];

            if (!is_made_by_pack(call, project, path_join(call->arena, project->path, place))) {
                *ARENA_PUSH(call->arena, &places) = place;
            }
        }
        files->signed_places = places;
        if (files->signed_bin != NULL && is_made_by_pack(call, project, files->signed_bin)) {
            files->signed_bin = NULL;
        }
    }
}

static enum exit_status pack_build(struct command_call *call, const struct plan_overrides *overrides)
{
    struct project_options options;
    struct package_plan plan;
    struct record_check check;
    struct project *project;
    struct check_run run;
    struct check_result *result = arena_alloc(call->arena, sizeof *result);
    enum severity threshold;
    enum exit_status status;
    bool done;

    if (!check_run_threshold(call, &threshold) || !check_run_project_options(call, &options)) {
        return call_status(call);
    }
    check_run_begin(call, &run, &options);
    done = project_open(call->arena, call->arguments[0], &options, call->diagnostics, &project);
    if (!check_run_ready(&run) || !done) {
        return call_status(call);
    }
    if (overrides->describe_only) {
        done = package_plan_make(call->arena, project, overrides, call->diagnostics, &plan);
        if (done) {
            pack_explain(call, project, &plan);
        }
        return call_status(call);
    }
    forget_packed_files(call, project);
    status = check_tree(call, &run, project, threshold, result);
    if (status != EXIT_GOOD) {
        return status;
    }
    describe_check(call, &run, result, &check);
    if (!package_plan_make(call->arena, project, overrides, call->diagnostics, &plan) ||
        !pack(call, project, &plan, &check)) {
        return call_status(call);
    }
    for (size_t i = 0; i < result->softened.count; i++) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE, "%s", result->softened.items[i]);
    }
    mention_unused_waivers(call, &run, result);
    mention_warnings(call, project, result);
    return EXIT_GOOD;
}

/* What a step of CMake calls: it knows each value, and the build is not finished. */
static enum exit_status pack_files(struct command_call *call, const struct plan_overrides *overrides)
{
    struct package_plan plan;
    struct project project;

    if (!pack_project_of_files(call, overrides, &project) ||
        !package_plan_make(call->arena, &project, overrides, call->diagnostics, &plan)) {
        return call_status(call);
    }
    if (overrides->describe_only) {
        pack_explain(call, &project, &plan);
        return EXIT_GOOD;
    }
    if (!pack(call, &project, &plan, NULL)) {
        return call_status(call);
    }
    text_printf(call->output, "no build was given: no rule was checked\n");
    return EXIT_GOOD;
}

static enum exit_status pack_run(struct command_call *call)
{
    struct plan_overrides overrides;

    if (call_option(call, "--output") == NULL && !call_flag(call, "--explain-plan")) {
        return call_usage_error(call, "option '--output' is missing: where should the package go?");
    }
    if (!pack_options_read(call, &overrides)) {
        return call_status(call);
    }
    if (call->argument_count > 0 && (overrides.application.file != NULL || overrides.network.file != NULL)) {
        return call_usage_error(call, "'%s' and '--app' exclude each other: pack a build, or files",
                                call->arguments[0]);
    }
    if (!pack_options_check(call)) {
        return call_status(call);
    }
    return call->argument_count > 0 ? pack_build(call, &overrides) : pack_files(call, &overrides);
}

const struct command command_pack = {
    .name = "pack",
    .arguments = "[options] [BUILD] -o OUT",
    .summary = "check a build, then sign and pack its update",
    .details =
        "Writes everything that the SDK's build leaves for an update into OUT, all or none: MCUboot images,\n"
        "firmware with validation blocks for b0, provision data, " DFU_APPLICATION_NAME ", " DFU_MCUBOOT_NAME ",\n"
        "dfu_multi_image.bin, and the record " RECORD_NAME ". The same inputs give the same bytes;\n"
        "SOURCE_DATE_EPOCH sets the times. Without BUILD, --app and the options say everything, and nothing is "
        "checked.",
    .options = pack_options,
    .option_count = PACK_OPTION_COUNT,
    .least_arguments = 0,
    .most_arguments = 1,
    .run = pack_run,
};
