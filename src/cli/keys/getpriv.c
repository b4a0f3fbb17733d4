#include "cli/keys/key_options.h"
#include "crypto/key_writer.h"

static const char *const formats[] = { "pkcs8", "openssl" };

/* Which forms there are; without the option RSA has its own, as in imgtool. */
static bool choose_form(const struct command_call *call, const struct signing_key *key, enum private_key_form *form)
{
    enum key_type type = key->public_half->type;
    bool is_rsa = type == KEY_RSA_2048 || type == KEY_RSA_3072;
    size_t choice;

    if (!key_options_choice(call, "--format", formats, ARRAY_LENGTH(formats),
                            is_rsa ? PRIVATE_KEY_OPENSSL : PRIVATE_KEY_PKCS8, &choice)) {
        return false;
    }
    *form = (enum private_key_form)choice;
    if (type == KEY_ED25519) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' is an Ed25519 key: it signs and decrypts nothing, no bootloader holds its private half",
                        key->path);
    }
    return (is_rsa ? *form == PRIVATE_KEY_OPENSSL : type != KEY_X25519 || *form == PRIVATE_KEY_PKCS8) ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "a key of type %s has no format '%s'",
                    key_type_name(type), formats[choice]);
}

static bool print(const struct command_call *call, struct signing_key *key)
{
    struct text text = text_create(call->arena, SOURCE_TEXT_LIMIT);
    enum private_key_form form;
    struct byte_range der;
    bool done;

    if (!choose_form(call, key, &form)) {
        return false;
    }
    if (!private_key_write(call->arena, key, form, call_flag(call, "--minimal"), &der)) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "'%s' cannot be written in this form",
                        key->path);
    }
    private_key_array(&text, der);
    done = key_options_write(call, range_of(text.data, text.length), true);
    key_bytes_wipe(range_of(text.data, text.length));
    key_bytes_wipe(der);
    return done;
}

static enum exit_status run_getpriv(struct command_call *call)
{
    struct signing_key *key;
    bool done;

    if (!key_options_private(call, &key)) {
        return call_status(call);
    }
    done = print(call, key);
    signing_key_release(key);
    return done ? EXIT_GOOD : call_status(call);
}

static const struct command_option options[] = {
    { "--key", "-k", "FILE", "private key: RSA, ECDSA or X25519 (required)", false },
    PASSPHRASE_OPTIONS,
    { "--minimal", NULL, NULL, "leave out what a bootloader can do without", false },
    { "--format", "-f", "FORM", "pkcs8 (default for ECDSA and X25519) or openssl (default for RSA)", false },
    KEY_OUTPUT_OPTION,
};

const struct command command_getpriv = {
    .name = "getpriv",
    .arguments = "-k FILE [options]",
    .summary = "print the private key that a bootloader decrypts updates with",
    .details =
        "It prints a private key, because that is what a bootloader for encrypted updates is built with. Never use\n"
        "it on a key that signs. The output equals that of `imgtool getpriv`.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .run = run_getpriv,
};
