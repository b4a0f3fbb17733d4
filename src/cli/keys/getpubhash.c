#include "cli/keys/key_options.h"
#include "crypto/key_writer.h"

enum encoding { ENCODING_C, ENCODING_RAW };

static const char *const encodings[] = { "lang-c", "raw" };

static enum exit_status run_getpubhash(struct command_call *call)
{
    struct text text = text_create(call->arena, SOURCE_TEXT_LIMIT);
    const struct public_key *key;
    struct byte_range bytes;
    const char *suffix;
    size_t encoding;

    if (!key_options_choice(call, "--encoding", encodings, ARRAY_LENGTH(encodings), ENCODING_C, &encoding) ||
        !key_options_suffix(call, encoding == ENCODING_C, &suffix) || !key_options_public(call, &key)) {
        return call_status(call);
    }
    bytes = range_of(key->hash, sizeof key->hash);
    if (encoding == ENCODING_C) {
        public_key_hash_array(&text, key, suffix);
        bytes = range_of(text.data, text.length);
    }
    return key_options_write(call, bytes, false) ? EXIT_GOOD : call_status(call);
}

static const struct command_option options[] = {
    { "--key", "-k", "FILE", "the key: public, or private (required)", false },
    PASSPHRASE_OPTIONS,
    { "--encoding", "-e", "FORM", "lang-c (default) or raw", false },
    { "--name-suffix", NULL, "SUFFIX", "added to the names in C, for a bootloader with several keys", false },
    KEY_OUTPUT_OPTION,
};

const struct command command_getpubhash = {
    .name = "getpubhash",
    .arguments = "-k FILE [options]",
    .summary = "show the SHA-256 of a public key, as a bootloader is built with it",
    .details =
        "The output equals that of `imgtool getpubhash`. An image names its key by the hash that the image itself\n"
        "has: for P-384, or with SHA-512, the KEYHASH of its TLVs is another one than this.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .run = run_getpubhash,
};
