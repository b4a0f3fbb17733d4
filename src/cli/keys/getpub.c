#include "cli/keys/key_options.h"

#include <string.h>
#include "crypto/key_writer.h"

enum encoding { ENCODING_C, ENCODING_RUST, ENCODING_PEM, ENCODING_RAW };

static const char *const encodings[] = { "lang-c", "lang-rust", "pem", "raw" };

/* imgtool's older option names the first two without "lang-". */
static const char *const languages[] = { "c", "rust" };

static bool read_encoding(const struct command_call *call, size_t *encoding)
{
    size_t language;

    if (!key_options_choice(call, "--encoding", encodings, ARRAY_LENGTH(encodings), ENCODING_C, encoding) ||
        !key_options_choice(call, "--lang", languages, ARRAY_LENGTH(languages), ENCODING_C, &language)) {
        return false;
    }
    if (call_option(call, "--lang") == NULL) {
        return true;
    }
    *encoding = language;
    return call_option(call, "--encoding") == NULL ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "options '--encoding' and '--lang' mean the same; give one");
}

static bool encode(const struct command_call *call, const struct public_key *key, size_t encoding, const char *suffix,
                   struct byte_range *bytes)
{
    struct text text = text_create(call->arena, SOURCE_TEXT_LIMIT);
    struct byte_range der;

    switch ((enum encoding)encoding) {
    case ENCODING_RAW:
        *bytes = key->der;
        return true;
    case ENCODING_PEM:
        return (public_key_write(call->arena, key, &der) && key_pem_write(call->arena, "PUBLIC KEY", der, bytes)) ||
               diagnose(call->diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE, "cannot write the public key as PEM");
    case ENCODING_C:
    case ENCODING_RUST:
        break;
    }
    public_key_array(&text, key, encoding == ENCODING_C ? KEY_LANGUAGE_C : KEY_LANGUAGE_RUST, suffix);
    *bytes = range_of(text.data, text.length);
    return true;
}

static enum exit_status run_getpub(struct command_call *call)
{
    const struct public_key *key;
    struct byte_range bytes;
    const char *suffix;
    size_t encoding;

    if (!read_encoding(call, &encoding) || !key_options_suffix(call, encoding <= ENCODING_RUST, &suffix) ||
        !key_options_public(call, &key) || !encode(call, key, encoding, suffix, &bytes) ||
        !key_options_write(call, bytes, false)) {
        return call_status(call);
    }
    return EXIT_GOOD;
}

static const struct command_option options[] = {
    { "--key", "-k", "FILE", "the key: public, or private (required)", false },
    PASSPHRASE_OPTIONS,
    { "--encoding", "-e", "FORM", "lang-c (default), lang-rust, pem, or raw: the bytes that images name and embed",
      false },
    { "--lang", "-l", "LANGUAGE", "imgtool's older name of --encoding: c or rust", false },
    { "--name-suffix", NULL, "SUFFIX", "added to the names in C and Rust, for a bootloader with several keys", false },
    KEY_OUTPUT_OPTION,
};

const struct command command_getpub = {
    .name = "getpub",
    .arguments = "-k FILE [options]",
    .summary = "show the public half of a key, as bootloaders are built with it",
    .details = "The output equals that of `imgtool getpub`.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .run = run_getpub,
};
