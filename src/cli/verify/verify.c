#include "cli/verify/verify.h"

#include <string.h>
#include "base/file.h"
#include "cli/check/run.h"
#include "cli/sign/encrypt_options.h"
#include "cli/keys/key_options.h"
#include "cli/tree_options.h"
#include "cli/verify/build.h"
#include "cli/verify/collect.h"
#include "cli/verify/items.h"
#include "cli/verify/known_images.h"
#include "cli/verify/output.h"
#include "cli/verify/same.h"
#include "project/project_open.h"

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

/* A private key serves as well, under a passphrase or not. */
static bool load_key(struct command_call *call, const char *path, const struct public_key **key)
{
    struct passphrase_source passphrase;

    return key_options_passphrase(call, &passphrase) &&
           public_half_load(call->arena, path, &passphrase, call->diagnostics, key);
}

/* The type is a usage error's matter: b0 knows one alone. */
static bool find_nsib_key(struct verification *verification)
{
    struct command_call *call = verification->call;
    const char *path = call_option(call, "--nsib-key");
    const struct public_key *key;

    if (path == NULL) {
        return true;
    }
    if (!load_key(call, path, &key)) {
        return false;
    }
    verification->nsib_key = key;
    return key->type == KEY_ECDSA_P256 ||
           diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "key '%s' is %s; firmware for b0 is signed with ECDSA P-256", path, key_type_name(key->type));
}

/* --key, else the public half of the key the tree names, where that file is here. */
static bool find_key(struct verification *verification)
{
    struct command_call *call = verification->call;
    struct passphrase_source passphrase;
    const struct public_key *key;

    if (!key_options_passphrase(call, &passphrase)) {
        return false;
    }
    verification->key_path = call_option(call, "--key");
    if (verification->against != NULL) {
        /* The passphrase of the call is that of --key, where there is one. */
        trusted_key_read(call->arena, verification->against, verification->key_path == NULL ? &passphrase : NULL,
                         &verification->trusted);
        nsib_trust_read(call->arena, verification->against, &verification->nsib_trust);
    }
    if (verification->key_path == NULL) {
        verification->key = verification->trusted.key;
        verification->key_path = verification->trusted.path;
        return true;
    }
    if (!load_key(call, verification->key_path, &key)) {
        return false;
    }
    verification->key = key;
    verification->key_differs = trusted_key_differs(&verification->trusted, key);
    return true;
}

static bool read_provisions(struct verification *verification)
{
    struct command_call *call = verification->call;
    size_t position = 0;
    const char *path;

    while ((path = call_option_next(call, "--provision", &position)) != NULL) {
        const struct source *source;
        struct provision *provision;

        if (!source_load(call->arena, path, path, SOURCE_BINARY_LIMIT, call->diagnostics, &source) ||
            !provision_read(call->arena, source, call->diagnostics, &provision)) {
            return false;
        }
        *ARENA_PUSH(call->arena, &verification->provisions) = provision;
    }
    return true;
}

/* Images and packages that devices run now; only their versions, counters and dependencies count. */
static bool read_installed(struct verification *verification)
{
    struct verification installed = { .call = verification->call, .against = verification->against };
    size_t position = 0;
    const char *path;

    while ((path = call_option_next(verification->call, "--installed", &position)) != NULL) {
        verify_collect(&installed, path, 0);
    }
    for (size_t group = 0; group <= installed.groups; group++) {
        verify_known_images(&installed, group, &verification->installed);
    }
    if (verification->against != NULL && verification->build == NULL) {
        verify_take_deployed(verification);
    }
    return installed.status == EXIT_GOOD;
}

/* What belongs to all files: key, pages, installed images. False when one of them cannot be used. */
static bool prepare(struct verification *verification, struct decryption_key *decryption)
{
    verification->decryption = decryption;
    return find_key(verification) && find_nsib_key(verification) && read_provisions(verification) &&
           read_installed(verification);
}

/* Files of the command line, which are installed together; NULL where none is given. */
static bool verify_files(struct command_call *call, struct decryption_key *decryption,
                         struct verification *verification)
{
    const char *against = call_option(call, "--against");

    if ((against != NULL && !open_build(call, against, &verification->against)) || !prepare(verification, decryption)) {
        return false;
    }
    for (size_t i = 0; i < call->argument_count; i++) {
        if (!directory_exists(call->arguments[i])) {
            verify_collect(verification, call->arguments[i], 0);
        }
    }
    if (against != NULL && verification->provisions.count == 0) {
        verify_take_provisions(verification);
    }
    verify_items(verification);
    if (call_option(call, "--same-as") != NULL) {
        verify_same_as(verification, call_option(call, "--same-as"));
    }
    return true;
}

static bool verify_build(struct command_call *call, const char *path, struct decryption_key *decryption,
                         struct verification *verification)
{
    verification->build = path;
    if (!open_build(call, path, &verification->against) || !prepare(verification, decryption)) {
        return false;
    }
    verify_collect_build(verification);
    verify_items(verification);
    return true;
}

struct verifications {
    struct verification *items;
    size_t count;
    size_t capacity;
};

static enum exit_status status_of(const struct verification *verification)
{
    struct verification_sum sum;
    const char *last;

    verification_add_up(verification, &sum);
    return worse_status(verification->status, verification_conclude(verification, &sum, &last));
}

static enum exit_status answer(struct command_call *call, struct verifications *verifications, bool as_json)
{
    enum exit_status status = call_status(call);

    for (size_t i = 0; i < verifications->count; i++) {
        status = worse_status(status, status_of(&verifications->items[i]));
        if (!as_json) {
            verification_print(&verifications->items[i]);
        }
    }
    if (as_json) {
        verification_print_json(call, verifications->items, verifications->count);
    }
    return status;
}

static bool run_all(struct command_call *call, struct decryption_key *decryption, struct verifications *verifications)
{
    bool has_files = false;
    bool good = true;

    for (size_t i = 0; i < call->argument_count; i++) {
        has_files = has_files || !directory_exists(call->arguments[i]);
    }
    if (has_files) {
        struct verification verification = { .call = call };

        good = verify_files(call, decryption, &verification);
        if (good) {
            *ARENA_PUSH(call->arena, verifications) = verification;
        }
    }
    for (size_t i = 0; i < call->argument_count; i++) {
        struct verification verification = { .call = call };

        if (!directory_exists(call->arguments[i])) {
            continue;
        }
        if (verify_build(call, call->arguments[i], decryption, &verification)) {
            *ARENA_PUSH(call->arena, verifications) = verification;
        } else {
            good = false;
        }
    }
    return good;
}

static bool read_format(struct command_call *call, bool *as_json)
{
    const char *format = call_option(call, "--format");

    *as_json = format != NULL && strcmp(format, "json") == 0;
    return *as_json || format == NULL || strcmp(format, "text") == 0 ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' of option '--format' is none of text, json",
                    format);
}

/* Options that are about files alone. */
static bool takes_arguments(const struct command_call *call)
{
    static const struct {
        const char *option, *does;
    } of_files[] = { { "--against", "compares files with a build" }, { "--same-as", "compares a file with another" } };

    for (size_t i = 0; i < ARRAY_LENGTH(of_files); i++) {
        for (size_t j = 0; call_flag(call, of_files[i].option) && j < call->argument_count; j++) {
            if (directory_exists(call->arguments[j])) {
                (void)call_usage_error(call, "'%s' %s; '%s' is a folder", of_files[i].option, of_files[i].does,
                                       call->arguments[j]);
                return false;
            }
        }
    }
    return true;
}

static enum exit_status run_verify(struct command_call *call)
{
    struct verifications verifications = { 0 };
    struct passphrase_source passphrase;
    struct decryption_key *decryption;
    bool as_json;
    enum exit_status status;

    if (!takes_arguments(call)) {
        return EXIT_USAGE;
    }
    if (!read_format(call, &as_json) || !key_options_passphrase(call, &passphrase) ||
        !decrypt_option_read(call, &passphrase, &decryption)) {
        return call_status(call);
    }
    status = run_all(call, decryption, &verifications) ? EXIT_GOOD : call_status(call);
    status = worse_status(status, answer(call, &verifications, as_json));
    decryption_key_release(decryption);
    return status;
}

static const struct command_option options[] = {
    { "--key", "-k", "PUB", "public or private key (PEM or DER) the signature must be of", false },
    { "--nsib-key", NULL, "PUB", "key b0 trusts; without it --key is meant, where all FILEs are firmware for b0",
      false },
    { "--against", NULL, "BUILD", "build folder whose slots, addresses, key and bootloader the files must suit",
      false },
    { "--same-as", NULL, "FILE", "package or image that must install the same; signatures and names may differ",
      false },
    { "--installed", NULL, "FILE", "image or package that devices run now: versions, counters, dependencies", true },
    { "--provision", NULL, "PAGE", "provision data (HEX or raw) of b0 or b0n, which the firmware must suit", true },
    DECRYPT_OPTION,
    PASSPHRASE_OPTIONS,
    { "--format", NULL, "FORMAT", "text (default) or json", false },
    TREE_OPTIONS,
};

const struct command command_verify = {
    .name = "verify",
    .arguments = "[options] FILE|BUILD...",
    .summary = "verify update images, DFU packages or the update files of builds",
    .details =
        "FILE is an MCUboot image, a firmware signed for b0 or b0n, a page of provision data (each .bin or .hex),\n"
        "dfu_application.zip, dfu_mcuboot.zip or dfu_multi_image.bin. Several files are taken as installed\n"
        "together. Exit 1 when anything does not verify, 3 when what was asked for could not be checked.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 1,
    .most_arguments = SIZE_MAX,
    .run = run_verify,
};
