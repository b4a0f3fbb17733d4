#include <string.h>
#include "base/file.h"
#include "base/random.h"
#include "cli/keys/key_options.h"
#include "crypto/key_generate.h"
#include "crypto/key_writer.h"
#include "crypto/pkcs8_encryption.h"

static const struct {
    const char *name;
    enum key_type type;
} types[] = {
    { "rsa-2048", KEY_RSA_2048 },     { "rsa-3072", KEY_RSA_3072 }, { "ecdsa-p256", KEY_ECDSA_P256 },
    { "ecdsa-p384", KEY_ECDSA_P384 }, { "ed25519", KEY_ED25519 },   { "x25519", KEY_X25519 },
};

struct settings {
    const char *path;
    enum key_type type;
    bool for_nsib;
    bool encrypted;
    struct passphrase_source source;
};

static bool usage(const struct command_call *call, const char *problem)
{
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "%s", problem);
}

static bool read_type(const struct command_call *call, enum key_type *type)
{
    const char *words[ARRAY_LENGTH(types)];
    size_t choice;

    for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
        words[i] = types[i].name;
    }
    if (!key_options_choice(call, "--type", words, ARRAY_LENGTH(words), 0, &choice)) {
        return false;
    }
    *type = types[choice].type;
    return call_option(call, "--type") != NULL || usage(call, "option '--type' is missing");
}

static bool read_settings(const struct command_call *call, struct settings *settings)
{
    bool asks = call_flag(call, "--password");

    *settings = (struct settings){ .path = call_option(call, "--key"), .for_nsib = call_flag(call, "--nsib") };
    if (settings->path == NULL) {
        return usage(call, "option '--key' is missing");
    }
    if (!read_type(call, &settings->type) || !key_options_passphrase(call, &settings->source)) {
        return false;
    }
    settings->encrypted = asks || settings->source.environment != NULL || settings->source.file != NULL;
    if (asks && (settings->source.environment != NULL || settings->source.file != NULL)) {
        return usage(call, "option '--password' asks on the terminal; it excludes '--passphrase-env' and "
                           "'--passphrase-file'");
    }
    return !settings->for_nsib || settings->type == KEY_ECDSA_P256 ||
           usage(call, "the immutable bootloader of the nRF5340 takes keys of type ecdsa-p256 only ('--nsib')");
}

/* A key that is lost takes every device with it. */
static bool check_place(const struct command_call *call, const char *path)
{
    if (path_basename(path)[0] == '\0' || directory_exists(path)) {
        return diagnose(
            call->diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE,
            "'%s' of option '--key' names a folder: expected the file that the private key goes to, such as "
            "'%s'",
            path, path_join(call->arena, path, "key.pem"));
    }
    return !path_exists(path) || call_flag(call, "--force") ||
           diagnose(call->diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE,
                    "'%s' exists; a private key is overwritten with '--force' only", path);
}

/* Replaces the DER by its encrypted form. */
static bool encrypt(const struct command_call *call, const struct settings *settings, struct byte_range *der)
{
    struct passphrase passphrase;
    struct byte_range encrypted;
    bool done = passphrase_read_new(call->arena, &settings->source, settings->path, call->diagnostics, &passphrase);

    if (done) {
        done = pkcs8_encrypt(call->arena, *der, passphrase_range(&passphrase), random_system, NULL, &encrypted) ||
               diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "cannot encrypt the key: the system gives no random numbers");
    }
    passphrase_wipe(&passphrase);
    key_bytes_wipe(*der);
    *der = done ? encrypted : range_of(NULL, 0);
    return done;
}

static bool write_key(const struct command_call *call, const struct settings *settings, struct signing_key *key)
{
    const char *label = settings->encrypted ? "ENCRYPTED PRIVATE KEY" : "PRIVATE KEY";
    struct output_set *set = output_set_create(call->arena);
    struct byte_range der = { 0 }, pem = { 0 };
    bool done = private_key_write(call->arena, key, PRIVATE_KEY_PKCS8, false, &der) ||
                diagnose(call->diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE, "the new key cannot be written as PKCS#8");

    done = done && (!settings->encrypted || encrypt(call, settings, &der));
    done =
        done && (key_pem_write(call->arena, label, der, &pem) ||
                 diagnose(call->diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE, "the new key cannot be written as PEM"));
    done = done && output_set_directory(set, path_dirname(call->arena, settings->path), call->diagnostics) &&
           (call_flag(call, "--force")
                ? output_set_add_private(set, settings->path, pem.data, pem.size, call->diagnostics)
                : output_set_add_new_private(set, settings->path, pem.data, pem.size, call->diagnostics)) &&
           output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    key_bytes_wipe(pem);
    key_bytes_wipe(der);
    return done;
}

static enum exit_status run_keygen(struct command_call *call)
{
    struct settings settings;
    struct signing_key *key;
    bool done;

    if (!read_settings(call, &settings) || !check_place(call, settings.path) ||
        !key_generate(call->arena, settings.type, settings.for_nsib, settings.path, random_system, NULL,
                      call->diagnostics, &key)) {
        return call_status(call);
    }
    done = write_key(call, &settings, key);
    if (done) {
        text_printf(call->output, "%s: %s, %s, SHA-256 of the public key %s\n", settings.path,
                    key_type_name(settings.type), settings.encrypted ? "encrypted" : "not encrypted",
                    text_hex(call->arena, key->public_half->hash, sizeof key->public_half->hash));
    }
    signing_key_release(key);
    return done ? EXIT_GOOD : call_status(call);
}

static const struct command_option options[] = {
    { "--key", "-k", "FILE", "where the private key goes: PKCS#8 PEM, readable by its owner alone (required)", false },
    { "--type", "-t", "TYPE", "rsa-2048, rsa-3072, ecdsa-p256, ecdsa-p384, ed25519 or x25519 (required)", false },
    PASSPHRASE_OPTIONS,
    { "--password", "-p", NULL, "ask for the passphrase on the terminal, twice", false },
    { "--nsib", NULL, NULL, "a key for the immutable bootloader (ecdsa-p256), which does not take every one", false },
    { "--force", NULL, NULL, "overwrite FILE", false },
};

const struct command command_keygen = {
    .name = "keygen",
    .arguments = "-k FILE -t TYPE [options]",
    .summary = "make a private key for signing or encryption",
    .details = "Without a passphrase the key lies in the file as it is. With one it is encrypted: PBES2, AES-256-CBC,\n"
               "PBKDF2 with HMAC-SHA-256. imgtool and OpenSSL read both.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .run = run_keygen,
};
