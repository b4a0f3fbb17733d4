#include "cli/key_options.h"

bool key_options_passphrase(const struct command_call *call, struct passphrase_source *source)
{
    *source = (struct passphrase_source){
        .environment = call_option(call, "--passphrase-env"),
        .file = call_option(call, "--passphrase-file"),
        .terminal = true,
    };
    return source->environment == NULL || source->file == NULL ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "options '--passphrase-env' and '--passphrase-file' exclude each other");
}

bool key_options_load(const struct command_call *call, const char *path, struct signing_key **key)
{
    struct passphrase_source source;

    *key = NULL;
    if (!key_options_passphrase(call, &source)) {
        return false;
    }
    path = path == NULL ? call_option(call, "--key") : path;
    return path == NULL || signing_key_load(call->arena, path, &source, call->diagnostics, key);
}
