#include <string.h>
#include "base/file.h"
#include "cli/command.h"
#include "cli/keys/key_answer.h"
#include "cli/pack/build_check.h"
#include "cli/pack/explain.h"
#include "cli/pack/options.h"
#include "cli/pack/options_check.h"
#include "cli/pack/output.h"
#include "cli/pack/signers.h"
#include "pack/plan/trusted_key.h"
#include "pack/record.h"
#include "project/project_open.h"

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

/* check NULL: no build was given. */
static enum exit_status make(const struct command_call *call, const struct project *project,
                             const struct package_plan *plan, const struct pack_signers *signers,
                             struct build_check *check)
{
    const struct package_signers *who = &signers->package;
    enum exit_status status = EXIT_GOOD;
    struct record_check record;
    struct package package;

    if (!package_build(call->arena, plan, who, call->diagnostics, &package)) {
        return call_status(call);
    }
    if (signers->exchange.waiting.count > 0) {
        return pack_output_digests(call, plan, &signers->exchange) ? EXIT_GOOD : call_status(call);
    }
    if (!package_verify(call->arena, &package, who->image_key, call->diagnostics)) {
        return call_status(call);
    }
    if (check != NULL) {
        status = build_check_made(check, &package);
        build_check_describe(check, &record);
    }
    if (status != EXIT_GOOD) {
        return status;
    }
    if (!pack_output_write(call, &package,
                           record_write(call->arena, &package, project, who, check != NULL ? &record : NULL))) {
        return call_status(call);
    }
    pack_output_describe(call, &package, who);
    pack_output_mention_stale(call, &package);
    return EXIT_GOOD;
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

static enum exit_status pack(const struct command_call *call, const struct project *project,
                             const struct package_plan *plan, struct build_check *check)
{
    struct trusted_key trusted;
    struct pack_signers signers;
    enum exit_status status;

    if (!pack_signers_load(call, plan, &signers)) {
        return call_status(call);
    }
    trusted_key_read(call->arena, project, NULL, &trusted);
    status = check_key_type(call, plan, signers.package.image_key) &&
                     check_trusted_key(call, &trusted, plan, signers.package.image_key) &&
                     check_nsib_key(call, project, plan, signers.package.nsib_key)
                 ? make(call, project, plan, &signers, check)
                 : call_status(call);
    pack_signers_release(&signers);
    if (status != EXIT_GOOD) {
        return status;
    }
    print_trusted_key(call, &trusted);
    mention_sample(call, &trusted, plan, signers.package.image_key);
    for (size_t i = 0; i < plan->notes.count; i++) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE, "%s", plan->notes.items[i]);
    }
    return EXIT_GOOD;
}

static enum exit_status pack_build(struct command_call *call, const struct plan_overrides *overrides)
{
    struct project_options options;
    struct build_check check;
    struct package_plan plan;
    struct project *project;
    enum exit_status status;
    bool done;

    if (!build_check_begin(call, &check, &options)) {
        return call_status(call);
    }
    done = project_open(call->arena, call->arguments[0], &options, call->diagnostics, &project);
    if (!check_run_ready(&check.run) || !done) {
        return call_status(call);
    }
    if (overrides->describe_only) {
        done = package_plan_make(call->arena, project, overrides, call->diagnostics, &plan);
        if (done) {
            pack_explain(call, project, &plan);
        }
        return call_status(call);
    }
    build_check_forget_packed(call, project);
    status = build_check_tree(&check, project);
    if (status == EXIT_GOOD) {
        status = package_plan_make(call->arena, project, overrides, call->diagnostics, &plan)
                     ? pack(call, project, &plan, &check)
                     : call_status(call);
    }
    if (status == EXIT_GOOD) {
        build_check_mention(&check);
    }
    return status;
}

/* What a step of CMake calls: it knows each value, and the build is not finished. */
static enum exit_status pack_files(struct command_call *call, const struct plan_overrides *overrides)
{
    struct package_plan plan;
    struct project project;
    enum exit_status status;

    if (!pack_project_of_files(call, overrides, &project) ||
        !package_plan_make(call->arena, &project, overrides, call->diagnostics, &plan)) {
        return call_status(call);
    }
    if (overrides->describe_only) {
        pack_explain(call, &project, &plan);
        return EXIT_GOOD;
    }
    status = pack(call, &project, &plan, NULL);
    if (status == EXIT_GOOD) {
        text_printf(call->output, "no build was given: no rule was checked\n");
    }
    return status;
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
