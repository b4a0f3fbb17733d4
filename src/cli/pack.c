#include <string.h>
#include "base/file.h"
#include "base/terminal.h"
#include "cli/check_run.h"
#include "cli/command.h"
#include "cli/key_answer.h"
#include "cli/sign_options.h"
#include "image/mcuboot_image.h"
#include "pack/package.h"
#include "pack/trusted_key.h"
#include "project/project_open.h"
#include "report/check_report.h"

#define RECORD_NAME "nrf53pack.json"

static bool number_option(const struct command_call *call, const char *name, uint64_t most, struct tree_number *number)
{
    if (!call_number(call, name, most, &number->value)) {
        return false;
    }
    number->known = call_option(call, name) != NULL;
    number->from = name;
    return true;
}

static bool align_option(const struct command_call *call, struct tree_number *align)
{
    static const uint64_t sizes[] = { 1, 2, 4, 8, 16, 32 };

    align->known = call_option(call, "--align") != NULL;
    align->from = "--align";
    return option_choice(call, "--align", sizes, ARRAY_LENGTH(sizes), &align->value);
}

static bool check_header_size(const struct command_call *call, const struct tree_number *size)
{
    return !size->known || size->value >= MCUBOOT_HEADER_SIZE ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' of option '--header-size' is under %u",
                    call_option(call, "--header-size"), MCUBOOT_HEADER_SIZE);
}

static bool read_overrides(const struct command_call *call, struct plan_overrides *overrides)
{
    *overrides = (struct plan_overrides){
        .key = call_option(call, "--key"),
        .application.version = call_option(call, "--version"),
        .network.version = call_option(call, "--net-version"),
    };
    return number_option(call, "--header-size", UINT16_MAX, &overrides->header_size) &&
           check_header_size(call, &overrides->header_size) && align_option(call, &overrides->align) &&
           number_option(call, "--slot-size", UINT32_MAX, &overrides->application.slot_size) &&
           number_option(call, "--net-slot-size", UINT32_MAX, &overrides->network.slot_size) &&
           number_option(call, "--load-address", UINT32_MAX, &overrides->application.load_address) &&
           number_option(call, "--net-load-address", UINT32_MAX, &overrides->network.load_address) &&
           number_option(call, "--image-index", UINT8_MAX, &overrides->application.image_index) &&
           number_option(call, "--net-image-index", UINT8_MAX, &overrides->network.image_index);
}

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
                              const struct signing_key *key)
{
    return key == NULL || !trusted_key_differs(trusted, key->public_half) ||
           diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "key '%s' is not the key the bootloader of the tree trusts, '%s'; give that one with '--key'",
                    key->path, trusted->path);
}

/* A key of another type makes images that the bootloader erases. */
static bool check_key_type(const struct command_call *call, const struct package_plan *plan,
                           const struct signing_key *key)
{
    if (key == NULL || !plan->key_type_known || key->public_half->type == plan->key_type) {
        return true;
    }
    return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, plan->key_type_text.origin,
                    "key '%s' is %s, but the bootloader verifies %s (%s)", key->path,
                    key_type_name(key->public_half->type), key_type_name(plan->key_type), plan->key_type_text.from);
}

static bool write_files(const struct command_call *call, const struct package *package, struct byte_range record)
{
    const char *folder = call_option(call, "--output");
    struct output_set *set = output_set_create(call->arena);
    bool good = output_set_directory(set, folder, call->diagnostics);

    for (size_t i = 0; good && i < package->files.count; i++) {
        const struct package_file *file = &package->files.items[i];

        good = output_set_add(set, path_join(call->arena, folder, file->name), file->bytes.data, file->bytes.size,
                              call->diagnostics);
    }
    good =
        good &&
        output_set_add(set, path_join(call->arena, folder, RECORD_NAME), record.data, record.size, call->diagnostics) &&
        output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return good;
}

static void describe_image(const struct command_call *call, const struct packed_image *packed)
{
    uint64_t limit = 0;

    text_printf(call->output, "%s: version %s, %zu bytes", packed->plan->output,
                mcuboot_version_text(call->arena, packed->plan->options.version), packed->image.size);
    if (update_slots_limit(&packed->plan->slots, &limit)) {
        text_printf(call->output, " of %llu (%s)", (unsigned long long)limit,
                    upgrade_mode_name(packed->plan->slots.mode));
    }
    text_printf(call->output, ", from %s\n", packed->plan->input);
}

static void describe(const struct command_call *call, const struct package *package, const struct signing_key *key)
{
    for (size_t i = 0; i < package->count; i++) {
        describe_image(call, &package->items[i]);
    }
    text_printf(call->output, DFU_APPLICATION_NAME ":");
    for (size_t i = 0; i < package->application.count; i++) {
        text_printf(call->output, " %s,", package->application.items[i].name);
    }
    text_printf(call->output, " manifest.json\n");
    if (key == NULL) {
        text_printf(call->output, "not signed: the bootloader asks for no signature\n");
    } else {
        text_printf(call->output, "signed with %s (%s, %s...)\n", key->path, key_type_name(key->public_half->type),
                    text_hex(call->arena, key->public_half->hash, 8));
    }
    text_printf(call->output, "read back and verified: hash, %snetwork firmware, slot fit, manifest\n",
                key == NULL ? "" : "signature (with the key that signed), ");
}

static bool is_recorded(const struct allowed_rule *allowed, size_t count, const struct finding *finding)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(allowed[i].rule, finding->rule) == 0 && strcmp(allowed[i].reason, finding->waived) == 0) {
            return true;
        }
    }
    return false;
}

/* Each waiver that a finding met, whether from --allow or the project file. */
static struct byte_range make_record(const struct command_call *call, const struct check_result *result,
                                     const struct project *project, const struct package *package)
{
    struct allowed_rule *allowed = arena_array(call->arena, result->findings.count + 1, sizeof *allowed);
    size_t count = 0;

    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];

        if (finding->waived != NULL && !is_recorded(allowed, count, finding)) {
            allowed[count++] = (struct allowed_rule){ finding->rule, finding->waived };
        }
    }
    return record_write(call->arena, package, project, allowed, count);
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

/* A network image of an earlier run beside a new application looks like a pair. */
static void mention_stale_files(const struct command_call *call, const struct package *package)
{
    static const char *const names[] = { "app_update.bin", "net_core_app_update.bin" };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        const char *path = path_join(call->arena, call_option(call, "--output"), names[i]);
        bool is_new = false;

        for (size_t k = 0; k < package->count; k++) {
            is_new = is_new || strcmp(package->items[k].plan->output, names[i]) == 0;
        }
        if (!is_new && file_exists(path)) {
            diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                     "'%s' is from an earlier run, this package has none", path);
        }
    }
}

static bool pack(const struct command_call *call, const struct check_result *result, const struct project *project,
                 const struct package_plan *plan, struct signing_key *key)
{
    struct trusted_key trusted;
    struct package package;

    trusted_key_read(call->arena, project, &trusted);
    if (!check_key_type(call, plan, key) || !check_trusted_key(call, &trusted, key) ||
        !package_build(call->arena, plan, key, call->diagnostics, &package) ||
        !package_verify(call->arena, &package, key, call->diagnostics) ||
        !write_files(call, &package, make_record(call, result, project, &package))) {
        return false;
    }
    describe(call, &package, key);
    print_trusted_key(call, &trusted);
    mention_stale_files(call, &package);
    return true;
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

static enum exit_status run_pack(struct command_call *call)
{
    struct plan_overrides overrides;
    struct project_options options;
    struct package_plan plan;
    struct signing_key *key = NULL;
    struct project *project;
    struct check_run run;
    struct check_result *result = arena_alloc(call->arena, sizeof *result);
    enum severity threshold;
    enum exit_status status;
    bool done;

    if (call_option(call, "--output") == NULL) {
        return call_usage_error(call, "option '--output' is missing: where should the package go?");
    }
    if (!check_run_threshold(call, &threshold) || !read_overrides(call, &overrides) ||
        !check_run_project_options(call, &options)) {
        return call_status(call);
    }
    check_run_begin(call, &run, &options);
    done = project_open(call->arena, call->arguments[0], &options, call->diagnostics, &project);
    if (!check_run_ready(&run) || !done) {
        return call_status(call);
    }
    status = check_tree(call, &run, project, threshold, result);
    if (status != EXIT_GOOD) {
        return status;
    }
    if (!package_plan_make(call->arena, project, &overrides, call->diagnostics, &plan) ||
        (plan.key.value != NULL && !signing_key_load(call->arena, plan.key.value, NULL, call->diagnostics, &key))) {
        return call_status(call);
    }
    done = pack(call, result, project, &plan, key);
    signing_key_release(key);
    if (done) {
        mention_unused_waivers(call, &run, result);
        mention_warnings(call, project, result);
    }
    return done ? EXIT_GOOD : call_status(call);
}

static const struct command_option options[] = {
    { "--output", "-o", "OUT", "folder for the images and the package (required)", false },
    { "--key", "-k", "PEM", "private key that signs both images; else the key file the tree names", false },
    { "--fail-on", NULL, "SEVERITY", "pack nothing from this severity on: brick, error (default) or warning", false },
    { "--strict", NULL, NULL, "pack nothing either when a rule of consequence brick or error cannot be decided",
      false },
    { "--allow", NULL, "RULE=REASON", "pack in spite of a finding; recorded in " RECORD_NAME, true },
    { "--config", NULL, "FILE", "the project file instead of the nearest .nrf53pack.yml", false },
    { "--rules", NULL, "DIR", "a folder with further rule files", false },
    { "--jobs", NULL, "N", "devicetree compilers to run at once (default: one for each image)", false },
    { "--sdk-version", NULL, "VERSION", "the NCS release of the tree, when it does not say or says wrong", false },
    { "--board", NULL, "BOARD", "the board target, when the tree does not say", false },
    { "--dtc", NULL, "PROGRAM", "the devicetree compiler to use", false },
    { "--version", NULL, "VERSION", "version of the application image instead of the tree's", false },
    { "--net-version", NULL, "VERSION", "version of the image around the network firmware", false },
    { "--header-size", NULL, "BYTES", "header size of both images", false },
    { "--slot-size", NULL, "BYTES", "size of the application's slots", false },
    { "--net-slot-size", NULL, "BYTES", "size of the network image's slots", false },
    { "--align", NULL, "BYTES", "write size of the flash", false },
    { "--load-address", NULL, "ADDRESS", "where the application firmware starts", false },
    { "--net-load-address", NULL, "ADDRESS", "where the network firmware starts", false },
    { "--image-index", NULL, "NUMBER", "MCUboot's image number of the application", false },
    { "--net-image-index", NULL, "NUMBER", "MCUboot's image number of the network firmware", false },
};

const struct command command_pack = {
    .name = "pack",
    .arguments = "[options] BUILD -o OUT",
    .summary = "check a build, then sign and pack its update",
    .details =
        "Writes app_update.bin, net_core_app_update.bin, " DFU_APPLICATION_NAME " and the record " RECORD_NAME " into\n"
        "OUT, all or none. The same inputs give the same bytes; SOURCE_DATE_EPOCH sets the times.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run_pack,
};
