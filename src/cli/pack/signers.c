#include "cli/pack/signers.h"

#include "base/random.h"
#include "cli/sign/encrypt_options.h"
#include "cli/keys/key_options.h"
#include "cli/sign/signer_options.h"
#include "sign/nsib_writer.h"

/* The option names of one of the two signatures. */
struct signer_names {
    const char *public_key;
    const char *command;
    const char *passphrase_environment;
    const char *passphrase_file;
};

static const struct signer_names image_names = { "--public-key", "--sign-with", "--passphrase-env",
                                                 "--passphrase-file" };
static const struct signer_names nsib_names = { "--nsib-public-key", "--nsib-sign-with", "--nsib-passphrase-env",
                                                "--nsib-passphrase-file" };

struct loaded {
    const struct public_key *public_half;
    const struct signer *signer;
    struct signing_key *key;
};

static bool exchanges(const struct command_call *call)
{
    return call_option(call, "--digests-out") != NULL || call_option(call, "--signatures-in") != NULL;
}

static bool load_private(const struct command_call *call, const struct signer_names *names, const char *path,
                         struct loaded *loaded)
{
    const struct passphrase_source passphrase = {
        .environment = call_option(call, names->passphrase_environment),
        .file = call_option(call, names->passphrase_file),
        .terminal = true,
    };

    if (passphrase.environment != NULL && passphrase.file != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "options '%s' and '%s' exclude each other",
                        names->passphrase_environment, names->passphrase_file);
    }
    if (call_option(call, names->command) != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "option '%s' needs the public half of the key in '%s'; a private key signs here",
                        names->command, names->public_key);
    }
    if (!signing_key_load(call->arena, path, &passphrase, call->diagnostics, &loaded->key)) {
        return false;
    }
    key_options_note_plain(call, &passphrase, loaded->key);
    loaded->public_half = loaded->key->public_half;
    loaded->signer = signer_with_key(call->arena, loaded->key);
    return true;
}

static bool load_public(const struct command_call *call, const struct signer_names *names, const char *path,
                        struct loaded *loaded)
{
    const char *command = call_option(call, names->command);
    unsigned seconds;
    const char *wrong = command == NULL ? NULL : signer_command_check(call->arena, command);

    if (wrong != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "command of option '%s' cannot be run: %s",
                        names->command, wrong);
    }
    if (command == NULL && !exchanges(call)) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' only verifies; give '%s', or '--digests-out' and later '--signatures-in', for the "
                        "signature",
                        path, names->command);
    }
    if (!signer_options_seconds(call, true, &seconds) || !public_key_load(call, path, &loaded->public_half)) {
        return false;
    }
    if (command != NULL) {
        const struct signer_command run = { command, path, seconds };

        loaded->signer = signer_with_command(call->arena, &run, loaded->public_half);
    }
    return true;
}

/* A passphrase where no private key is opened. */
static bool check_passphrase(const struct command_call *call, const struct signer_names *names)
{
    const char *const options[] = { names->passphrase_environment, names->passphrase_file };

    for (size_t i = 0; i < ARRAY_LENGTH(options); i++) {
        if (call_option(call, options[i]) != NULL) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "option '%s' is of use with a private key only, and none is used here", options[i]);
        }
    }
    return true;
}

static bool waits(const struct loaded *loaded)
{
    return loaded->public_half != NULL && loaded->signer == NULL;
}

/* Files with digests and signatures, although all that signs is here. */
static bool check_exchange(const struct command_call *call, const struct loaded *image, const struct loaded *nsib)
{
    return !exchanges(call) || waits(image) || waits(nsib) ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "option '%s' is of use with '--public-key' or '--nsib-public-key' only: whatever signs is here",
                    call_option(call, "--digests-out") != NULL ? "--digests-out" : "--signatures-in");
}

static bool load(const struct command_call *call, const struct signer_names *names, const struct tree_text *key,
                 bool is_public, struct loaded *loaded)
{
    if ((key->value == NULL || is_public) && !check_passphrase(call, names)) {
        return false;
    }
    if (key->value == NULL) {
        return call_option(call, names->command) == NULL ||
               diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "option '%s' needs the public half of the key in '%s'", names->command, names->public_key);
    }
    if (!(is_public ? load_public : load_private)(call, names, key->value, loaded)) {
        return false;
    }
    if (key_type_tlv(loaded->public_half->type) == 0) {
        signing_key_release(loaded->key);
        loaded->key = NULL;
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' is an %s key: it serves encryption and signs nothing", key->value,
                        key_type_name(loaded->public_half->type));
    }
    return true;
}

/* A private key file gives its public half; the rest of it is never looked at. */
static bool load_encryption(const struct command_call *call, const struct package_plan *plan,
                            struct pack_signers *signers)
{
    struct encryption_options *encryption = &signers->encryption;

    if (plan->encrypt_key.value == NULL) {
        return true;
    }
    *encryption = (struct encryption_options){ .name = plan->encrypt_key.value,
                                               .key_size = (size_t)(plan->encrypt_key_size.value / 8),
                                               .hmac = plan->encrypt_hmac.value == 512 ? DIGEST_SHA512 : DIGEST_SHA256,
                                               .random = random_system };
    signers->package.encryption = encryption;
    if (!public_key_load(call, plan->encrypt_key.value, &encryption->recipient) ||
        !encryption_check(encryption, call->diagnostics)) {
        return false;
    }
    encrypt_options_note(call, encryption, signers->package.image_key, plan->pure.value != NULL);
    return true;
}

/* Keys that are not here; a private one needs no exchange. */
static void set_exchange(const struct command_call *call, struct pack_signers *signers)
{
    if (exchanges(call)) {
        signers->exchange = (struct signature_exchange){ .arena = call->arena,
                                                         .signatures = call_option(call, "--signatures-in"),
                                                         .sends_digests = call_option(call, "--digests-out") != NULL };
        signers->package.exchange = &signers->exchange;
    }
}

bool pack_signers_load(const struct command_call *call, const struct package_plan *plan, struct pack_signers *signers)
{
    struct loaded image = { 0 }, nsib = { 0 };
    bool good;

    *signers = (struct pack_signers){ 0 };
    good = load(call, &image_names, &plan->key, plan->key_is_public, &image) &&
           load(call, &nsib_names, &plan->nsib_key, plan->nsib_key_is_public, &nsib) &&
           check_exchange(call, &image, &nsib);
    signers->image_key = image.key;
    signers->nsib_key = nsib.key;
    signers->package.image_key = image.public_half;
    signers->package.image = image.signer;
    signers->package.nsib_key = nsib.public_half;
    signers->package.nsib = nsib.signer;
    set_exchange(call, signers);
    if (nsib.key != NULL && nsib_is_generated_key(plan->nsib_key.value)) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "'%s' was made by this build for itself: a b0 in the field trusts another one", plan->nsib_key.value);
    }
    if (!good || !load_encryption(call, plan, signers)) {
        pack_signers_release(signers);
        return false;
    }
    return true;
}

void pack_signers_release(struct pack_signers *signers)
{
    signing_key_release(signers->image_key);
    signing_key_release(signers->nsib_key);
    signers->image_key = signers->nsib_key = NULL;
}
