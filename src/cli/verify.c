#include <string.h>
#include "base/file.h"
#include "cli/check_run.h"
#include "cli/command.h"
#include "cli/key_answer.h"
#include "image/dfu_zip.h"
#include "image/image_core.h"
#include "image/intel_hex.h"
#include "image/manifest.h"
#include "pack/trusted_key.h"
#include "pack/update_verify.h"
#include "project/project_open.h"

/* What files are compared with, and how many of them were good. */
struct verification {
    struct command_call *call;
    const struct project *against; /* --against, or the build itself; NULL: none */
    const struct public_key *key;  /* or NULL */
    const char *key_path;          /* of key */
    struct trusted_key trusted;    /* of the tree, if there is one */
    bool failed;
    size_t files;
    size_t images;            /* MCUboot images and firmware signed for b0 */
    size_t checked;           /* of them, signature checked with the key, good or bad */
    size_t without_signature; /* of them, without a signature */
};

static void print_verdicts(struct verification *verification, const char *name, const struct verdicts *verdicts)
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

/* What became of the signature of an image; the last line of the answer depends on it. */
static void count_signature(struct verification *verification, enum verdict verdict)
{
    verification->images++;
    verification->checked += verification->key != NULL && (verdict == VERDICT_PASS || verdict == VERDICT_FAIL) ? 1 : 0;
    verification->without_signature += verdict == VERDICT_ABSENT ? 1 : 0;
}

static bool verify_mcuboot(struct verification *verification, const struct source *source)
{
    struct command_call *call = verification->call;
    struct update_expectation expectation = { 0 };
    struct verdicts verdicts = { 0 };
    struct mcuboot_image *image;

    if (!mcuboot_image_read(call->arena, source, call->diagnostics, &image)) {
        return false;
    }
    if (image_unverifiable_flag(image) != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_LIMIT, origin_file(source),
                        "image has the flag %s: this version cannot verify encrypted or compressed images; "
                        "neither hash nor signature was checked",
                        image_unverifiable_flag(image));
    }
    if (verification->against != NULL) {
        update_expectation_read(call->arena, verification->against, is_network_core_image(image), &expectation);
    }
    expectation.key = verification->key;
    update_verify(call->arena, image, &expectation, &verdicts);
    count_signature(verification, verdicts_find(&verdicts, "signature"));
    print_verdicts(verification, source->name, &verdicts);
    return true;
}

/* A firmware signed for b0 or b0n, not yet wrapped for MCUboot. */
static bool verify_nsib(struct verification *verification, const struct source *source)
{
    struct command_call *call = verification->call;
    const struct public_key *key = verification->key;
    struct update_expectation expectation = { 0 };
    struct verdicts verdicts = { 0 };
    struct nsib_image nsib;

    nsib_read(range_of_source(source), &nsib);
    if (!nsib.has_fw_info) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "nothing to verify: no MCUboot image, no firmware signed for b0 and no DFU package");
    }
    if (verification->against != NULL) {
        update_expectation_read(call->arena, verification->against, true, &expectation);
    }
    if (key != NULL && key->type != KEY_ECDSA_P256) {
        verdict_add(call->arena, &verdicts, "firmware key", VERDICT_FAIL,
                    "the given key is %s, firmware for b0 is signed with ECDSA P-256", key_type_name(key->type));
    }
    expectation.nsib.key = key != NULL && key->type == KEY_ECDSA_P256 ? key->point : NULL;
    nsib_verify(call->arena, &nsib, &expectation.nsib, &verdicts);
    count_signature(verification, verdicts_find(&verdicts, "firmware signature"));
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
    struct manifest_expectation expectation = { 0 };
    const struct dfu_zip_entry *entry;
    struct verdicts verdicts = { 0 };
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
    if (verification->against != NULL) {
        manifest_expectation_read(call->arena, verification->against, &expectation);
    }
    manifest_verify(call->arena, manifest, zip, &expectation, &verdicts);
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

    if (!source_load(verification->call->arena, path, path, SOURCE_BINARY_LIMIT, verification->call->diagnostics,
                     &source)) {
        return false;
    }
    bytes = range_of_source(source);
    if (source->size == 0) {
        return diagnose(verification->call->diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "file is empty");
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
    struct public_key *key;
    const struct source *source;

    if (verification->against != NULL) {
        trusted_key_read(call->arena, verification->against, &verification->trusted);
    }
    verification->key_path = call_option(call, "--key");
    if (verification->key_path == NULL) {
        verification->key = verification->trusted.key;
        verification->key_path = verification->trusted.path;
        return true;
    }
    if (!key_source_load(call->arena, verification->key_path, call->diagnostics, &source) ||
        !public_key_read(call->arena, source, call->diagnostics, &key)) {
        return false;
    }
    verification->key = key;
    if (trusted_key_differs(&verification->trusted, key)) {
        verification->failed = true;
        text_printf(call->output, "key '%s' is not the key the bootloader of the tree trusts, '%s'\n",
                    verification->key_path, verification->trusted.path);
    }
    return true;
}

/* The last line says no more than what was done. */
static enum exit_status conclude(struct verification *verification)
{
    struct command_call *call = verification->call;
    struct text *out = call->output;

    if (verification->failed) {
        text_printf(out, "verification FAILED\n");
        return EXIT_FINDING;
    }
    if (verification->key != NULL && verification->checked == verification->images && verification->images > 0) {
        text_printf(out, "verified: hash, and signature with key '%s'\n", verification->key_path);
    } else if (verification->key != NULL && call_option(call, "--key") != NULL) {
        diagnose(call->diagnostics, DIAGNOSTIC_LIMIT, ORIGIN_NONE,
                 "not verified: %zu of %zu signatures were checked with '%s'", verification->checked,
                 verification->images, verification->key_path);
        return EXIT_UNUSABLE;
    } else if (verification->without_signature == verification->images) {
        text_printf(out, "hash verified; no signature to check\n");
    } else if (verification->without_signature > 0) {
        text_printf(out, "hash verified; %zu of %zu images have no signature, the others were not checked\n",
                    verification->without_signature, verification->images);
    } else {
        text_printf(out, "hash verified; signature not checked, give --key\n");
    }
    return EXIT_GOOD;
}

static enum exit_status run_verify(struct command_call *call)
{
    const char *path = call->arguments[0];
    const char *against = call_option(call, "--against");
    bool is_build = directory_exists(path);
    struct verification verification = { .call = call };

    if (is_build && against != NULL) {
        return call_usage_error(call, "'--against' compares one file with a build; '%s' is a folder", path);
    }
    if ((is_build || against != NULL) && !open_build(call, is_build ? path : against, &verification.against)) {
        return call_status(call);
    }
    if (!find_key(&verification)) {
        return call_status(call);
    }
    if (!(is_build ? verify_build(&verification) : verify_file(&verification, path))) {
        return worse_status(call_status(call), verification.failed ? EXIT_FINDING : EXIT_GOOD);
    }
    if (verification.against != NULL) {
        print_trusted_key(call, &verification.trusted);
    }
    return conclude(&verification);
}

static const struct command_option options[] = {
    { "--key", "-k", "PUB", "public or private key (PEM or DER) the signature must be of", false },
    { "--against", NULL, "BUILD", "build folder whose slots, addresses and key the file must suit", false },
    { "--sdk-version", NULL, "VERSION", "the NCS release of the build, when it does not say or says wrong", false },
    { "--board", NULL, "BOARD", "the board target, when the build does not say", false },
    { "--dtc", NULL, "PROGRAM", "the devicetree compiler to use", false },
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
