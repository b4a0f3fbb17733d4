#include "cli/sign/signer_options.h"

/* An hour is enough for somebody to fetch the smart card. */
#define LONGEST_SIGNING 3600u

struct given {
    const char *key;
    const char *public_key;
    const char *signature;
    const char *command;
    unsigned seconds;
    struct passphrase_source passphrase;
};

static bool usage(const struct command_call *call, const char *problem)
{
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "%s", problem);
}

/* An option under our name or under imgtool's; both at once is one too many. */
static bool read_either(const struct command_call *call, const char *name, const char *alias, const char **value)
{
    const char *other = call_option(call, alias);

    *value = call_option(call, name);
    if (*value != NULL && other != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "options '%s' and '%s' mean the same", name,
                        alias);
    }
    *value = *value != NULL ? *value : other;
    return true;
}

/* Options that would change nothing. */
static bool check_idle(const struct command_call *call, const struct given *given)
{
    if (given->key == NULL && (given->passphrase.environment != NULL || given->passphrase.file != NULL)) {
        return usage(call, "a passphrase is of use with '--key' only");
    }
    return true;
}

bool signer_options_seconds(const struct command_call *call, bool has_command, unsigned *seconds)
{
    uint64_t given = 0;

    if (!call_number(call, "--sign-seconds", LONGEST_SIGNING, &given)) {
        return false;
    }
    *seconds = (unsigned)given;
    if (call_option(call, "--sign-seconds") == NULL) {
        return true;
    }
    return (given != 0 || usage(call, "no command signs in 0 seconds (option '--sign-seconds')")) &&
           (has_command || usage(call, "option '--sign-seconds' is of use with '--sign-with' only"));
}

static bool check(const struct command_call *call, const struct given *given)
{
    const char *wrong = given->command == NULL ? NULL : signer_command_check(call->arena, given->command);

    if (wrong != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "command of option '--sign-with' cannot be run: %s", wrong);
    }
    if (given->signature != NULL && given->command != NULL) {
        return usage(call, "options '--signature-in' and '--sign-with' exclude each other");
    }
    if (given->key != NULL && (given->public_key != NULL || given->signature != NULL || given->command != NULL)) {
        return usage(call, "option '--key' signs here; it excludes '--public-key', '--signature-in' and '--sign-with'");
    }
    if (given->public_key == NULL && (given->signature != NULL || given->command != NULL)) {
        return usage(call, "'--public-key' is missing: a signature made elsewhere is verified before it is used");
    }
    return check_idle(call, given);
}

static bool read_given(const struct command_call *call, struct given *given)
{
    *given = (struct given){ .key = call_option(call, "--key"), .command = call_option(call, "--sign-with") };
    if (!key_options_passphrase(call, &given->passphrase) ||
        !signer_options_seconds(call, given->command != NULL, &given->seconds) ||
        !read_either(call, "--public-key", "--fix-sig-pubkey", &given->public_key) ||
        !read_either(call, "--signature-in", "--fix-sig", &given->signature)) {
        return false;
    }
    return check(call, given);
}

bool public_key_load(const struct command_call *call, const char *path, const struct public_key **key)
{
    const struct source *source;
    struct public_key *read;

    if (!key_source_load(call->arena, path, call->diagnostics, &source) ||
        !public_key_read(call->arena, source, call->diagnostics, &read)) {
        return false;
    }
    *key = read;
    return true;
}

/* X25519 agrees on secrets only. */
static bool can_sign(const struct command_call *call, const char *path, const struct public_key *key)
{
    return key_type_tlv(key->type) != 0 ||
           diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "'%s' is an %s key: it serves encryption and signs nothing", path, key_type_name(key->type));
}

void signer_options_release(struct signer_options *options)
{
    signing_key_release(options->key);
    options->key = NULL;
}

static bool load_key(const struct command_call *call, const struct given *given, struct signer_options *options)
{
    if (!signing_key_load(call->arena, given->key, &given->passphrase, call->diagnostics, &options->key) ||
        !can_sign(call, given->key, options->key->public_half)) {
        signer_options_release(options);
        return false;
    }
    key_options_note_plain(call, &given->passphrase, options->key);
    options->signer = signer_with_key(call->arena, options->key);
    options->public_key = options->key->public_half;
    return true;
}

static bool load_public_key(const struct command_call *call, const struct given *given, struct signer_options *options)
{
    if (!public_key_load(call, given->public_key, &options->public_key) ||
        !can_sign(call, given->public_key, options->public_key)) {
        return false;
    }
    if (given->signature != NULL) {
        options->signer = signer_with_file(call->arena, given->signature, options->public_key);
    } else if (given->command != NULL) {
        const struct signer_command command = { given->command, given->public_key, given->seconds };

        options->signer = signer_with_command(call->arena, &command, options->public_key);
    }
    return true;
}

bool signer_options_read(const struct command_call *call, struct signer_options *options)
{
    struct given given;

    *options = (struct signer_options){ 0 };
    if (!read_given(call, &given)) {
        return false;
    }
    if (given.key != NULL) {
        return load_key(call, &given, options);
    }
    return given.public_key == NULL || load_public_key(call, &given, options);
}
