#include <string.h>
#include "base/file.h"
#include "cli/check_run.h"
#include "cli/command.h"
#include "image/dfu_zip.h"
#include "image/intel_hex.h"
#include "image/manifest.h"
#include "pack/plan.h"
#include "pack/update_verify.h"
#include "project/project_open.h"

/* What files are compared with, and how many of them were good. */
struct verification {
    struct command_call *call;
    const struct project *against; /* --against, or the build itself; NULL: none */
    const struct public_key *key;  /* or NULL */
    bool failed;
    size_t files;
};

static void print_verdicts(struct verification *verification, const char *name,
                           const struct verdicts *verdicts)
{
    struct text *out = verification->call->output;

    text_printf(out, "%s\n", name);
    for (size_t i = 0; i < verdicts->count; i++) {
        const struct verdict_line *line = &verdicts->items[i];

        text_printf(out, "  %-20s %-11s %s\n", line->check, verdict_name(line->verdict), line->detail);
    }
    verification->files++;
    verification->failed = verification->failed || verdicts_failed(verdicts);
}

static bool verify_mcuboot(struct verification *verification, const struct source *source)
{
    struct command_call *call = verification->call;
    struct update_expectation expectation = {0};
    struct verdicts verdicts = {0};
    struct mcuboot_image *image;

    if (!mcuboot_image_read(call->arena, source, call->diagnostics, &image)) {
        return false;
    }
    if (verification->against != NULL) {
        update_expectation_read(call->arena, verification->against, is_network_core_image(image),
                                &expectation);
    }
    expectation.key = verification->key;
    update_verify(call->arena, image, &expectation, &verdicts);
    print_verdicts(verification, source->name, &verdicts);
    return true;
}

/* A firmware signed for b0 or b0n, not yet wrapped for MCUboot. */
static bool verify_nsib(struct verification *verification, const struct source *source)
{
    struct command_call *call = verification->call;
    const struct public_key *key = verification->key;
    struct update_expectation expectation = {0};
    struct verdicts verdicts = {0};
    struct nsib_image nsib;

    nsib_read(range_of_source(source), &nsib);
    if (!nsib.has_fw_info) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "nothing to verify: no MCUboot image, no firmware signed for b0 and no DFU package");
    }
    if (verification->against != NULL) {
        update_expectation_read(call->arena, verification->against, true, &expectation);
    }
    expectation.nsib.key = key != NULL && key->type == KEY_ECDSA_P256 ? key->point : NULL;
    nsib_verify(call->arena, &nsib, &expectation.nsib, &verdicts);
    print_verdicts(verification, source->name, &verdicts);
    return true;
}

static bool verify_image(struct verification *verification, const struct source *source)
{
    if (mcuboot_image_recognised(range_of_source(source))) {
        return verify_mcuboot(verification, source);
    }
    return verify_nsib(verification, source);
}

static bool verify_zip(struct verification *verification, const struct source *source)
{
    struct command_call *call = verification->call;
    const struct dfu_zip_entry *entry;
    struct verdicts verdicts = {0};
    struct manifest *manifest;
    struct dfu_zip *zip;
    bool good = true;

    if (!dfu_zip_read(call->arena, source, call->diagnostics, &zip)) {
        return false;
    }
    entry = dfu_zip_find(zip, "manifest.json");
    if (entry == NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "no DFU package: it has no 'manifest.json'");
    }
    if (!manifest_read(call->arena, entry->source, call->diagnostics, &manifest)) {
        return false;
    }
    manifest_verify(call->arena, manifest, zip, &verdicts);
    print_verdicts(verification, source->name, &verdicts);
    for (size_t i = 0; i < manifest->count; i++) {
        entry = dfu_zip_find(zip, manifest->items[i].file);
        good = (entry == NULL || verify_image(verification, entry->source)) && good;
    }
    return good;
}

static bool verify_hex(struct verification *verification, const struct source *source)
{
    struct command_call *call = verification->call;
    struct byte_range flat;
    struct intel_hex *hex;
    uint64_t address;

    return intel_hex_read(call->arena, source, call->diagnostics, &hex) &&
           intel_hex_flatten(call->arena, hex, 0xff, call->diagnostics, &flat, &address) &&
           verify_image(verification, source_from_bytes(call->arena, source->name, flat.data, flat.size));
}

static bool verify_file(struct verification *verification, const char *path)
{
    const struct source *source;
    struct byte_range bytes;

    if (!source_load(verification->call->arena, path, path, SOURCE_BINARY_LIMIT,
                     verification->call->diagnostics, &source)) {
        return false;
    }
    bytes = range_of_source(source);
    if (source->size == 0) {
        return diagnose(verification->call->diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "file is empty");
    }
    if (dfu_zip_recognised(bytes)) {
        return verify_zip(verification, source);
    }
    if (intel_hex_recognised(bytes)) {
        return verify_hex(verification, source);
    }
    return verify_image(verification, source);
}

/* The update files a build left: signed images and the package. */
static bool verify_build(struct verification *verification)
{
    const struct project *project = verification->against;
    bool good = true;

    for (size_t i = 0; i < project->images.count; i++) {
        const struct project_image *image = &project->images.items[i];
        bool is_update = image->role == IMAGE_APP || image->role == IMAGE_NET;

        if (is_update && image->files.signed_bin != NULL) {
            good = verify_file(verification, image->files.signed_bin) && good;
        }
    }
    if (project->dfu_zip != NULL) {
        good = verify_file(verification, project->dfu_zip) && good;
    }
    if (good && verification->files == 0) {
        return diagnose(verification->call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' holds no signed update image and no dfu_application.zip", project->path);
    }
    return good;
}

static bool open_build(struct command_call *call, const char *path, const struct project **project)
{
    struct project_options options;
    struct project *opened;

    if (!check_run_project_options(call, &options) ||
        !project_open(call->arena, path, &options, call->diagnostics, &opened)) {
        return false;
    }
    *project = opened;
    return true;
}

/* --key, else the public half of the key the tree names, where that file is here. */
static bool find_key(struct verification *verification)
{
    struct command_call *call = verification->call;
    const char *path = call_option(call, "--key");
    struct public_key *key;
    const struct source *source;

    if (path == NULL && verification->against != NULL) {
        path = plan_key_path(call->arena, verification->against).value;
        path = path != NULL && file_exists(path) ? path : NULL;
    }
    if (path == NULL) {
        return true;
    }
    if (!source_load(call->arena, path, path, KEY_FILE_LIMIT, call->diagnostics, &source) ||
        !public_key_read(call->arena, source, call->diagnostics, &key)) {
        return false;
    }
    verification->key = key;
    return true;
}

static enum exit_status run_verify(struct command_call *call)
{
    const char *path = call->arguments[0];
    const char *against = call_option(call, "--against");
    bool is_build = directory_exists(path);
    struct verification verification = {.call = call};
    bool good;

    if (is_build && against != NULL) {
        return call_usage_error(call, "'--against' compares one file with a build; '%s' is a folder", path);
    }
    if ((is_build || against != NULL) &&
        !open_build(call, is_build ? path : against, &verification.against)) {
        return call_status(call);
    }
    if (!find_key(&verification)) {
        return call_status(call);
    }
    good = is_build ? verify_build(&verification) : verify_file(&verification, path);
    if (!good) {
        return worse_status(call_status(call), verification.failed ? EXIT_FINDING : EXIT_GOOD);
    }
    text_printf(call->output, verification.failed ? "verification FAILED\n" : "verified\n");
    return verification.failed ? EXIT_FINDING : EXIT_GOOD;
}

static const struct command_option options[] = {
    {"--key", "-k", "PUB", "public or private key (PEM or DER) the signature must be of", false},
    {"--against", NULL, "BUILD", "build folder whose slots, addresses and key the file must suit", false},
    {"--sdk-version", NULL, "VERSION", "the NCS release of the build, when it does not say or says wrong",
     false},
    {"--board", NULL, "BOARD", "the board target, when the build does not say", false},
    {"--dtc", NULL, "PROGRAM", "the devicetree compiler to use", false},
};

const struct command command_verify = {
    .name = "verify",
    .arguments = "[options] FILE|BUILD",
    .summary = "verify an update image, a DFU package or the update files of a build",
    .details = "FILE is an MCUboot image, a firmware signed for b0 or b0n (each .bin or .hex), or "
               "dfu_application.zip.\n"
               "Exit 1 when anything does not verify.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run_verify,
};
