#include <string.h>
#include <mbedtls/platform_util.h>
#include "cli/keys/key_options.h"
#include "crypto/key_block.h"

/* Says what stands in the file without its passphrase; the key itself is not made. */
static bool read_kind(const struct command_call *call, const char *path, bool *is_private)
{
    const struct source *source;
    struct key_block block;
    bool done;

    if (!key_source_load(call->arena, path, call->diagnostics, &source)) {
        return false;
    }
    done = key_block_find(call->arena, source, KEY_WANTED_ANY, call->diagnostics, &block);
    if (done) {
        *is_private = block.content != KEY_CONTENT_PUBLIC;
        key_block_wipe(&block);
    }
    /* The arena owns these bytes, only the type says const. */
    mbedtls_platform_zeroize((void *)(uintptr_t)source->data, source->size);
    return done;
}

static enum exit_status run_keyinfo(struct command_call *call)
{
    static const char *const kinds[] = { "public", "private" };
    const char *path = call_option(call, "--key");
    bool is_private = false;
    size_t wanted;

    if (path == NULL) {
        return call_usage_error(call, "option '--key' is missing");
    }
    if (!key_options_choice(call, "--require", kinds, ARRAY_LENGTH(kinds), ARRAY_LENGTH(kinds), &wanted) ||
        !read_kind(call, path, &is_private)) {
        return call_status(call);
    }
    text_printf(call->output, "%s\n", kinds[is_private]);
    if (wanted != ARRAY_LENGTH(kinds) && wanted != (size_t)is_private) {
        diagnose(call->diagnostics, DIAGNOSTIC_VERIFY, ORIGIN_NONE, "'%s' is a %s key: a %s one is required", path,
                 kinds[is_private], kinds[wanted]);
    }
    return call_status(call);
}

static const struct command_option options[] = {
    { "--key", "-k", "FILE", "the key (required)", false },
    { "--require", NULL, "KIND", "private or public: exit status 1 for the other one", false },
};

const struct command command_keyinfo = {
    .name = "keyinfo",
    .arguments = "-k FILE [--require KIND]",
    .summary = "say whether a key file holds a private or a public key",
    .details = "No passphrase is needed: an encrypted key is a private one.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .run = run_keyinfo,
};
