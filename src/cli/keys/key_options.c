#include "cli/keys/key_options.h"

#include <string.h>
#include "base/file.h"
#include "base/inputs.h"

bool key_options_passphrase(const struct command_call *call, struct passphrase_source *source)
{
    *source = (struct passphrase_source){
        .environment = call_option(call, "--passphrase-env"),
        .file = call_option(call, "--passphrase-file"),
        .terminal = true,
    };
    if (source->file != NULL) {
        input_remember(call->arena, source->file); /* though a key that is not encrypted leaves it unread */
    }
    return source->environment == NULL || source->file == NULL ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "options '--passphrase-env' and '--passphrase-file' exclude each other");
}

static bool read_options(const struct command_call *call, const char **path, struct passphrase_source *source)
{
    *path = call_option(call, "--key");
    return (*path != NULL || diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "option '--key' is missing")) &&
           key_options_passphrase(call, source);
}

void key_options_note_plain(const struct command_call *call, const struct passphrase_source *source,
                            const struct signing_key *key)
{
    if (!key->had_passphrase && (source->environment != NULL || source->file != NULL)) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "'%s' is not encrypted: the passphrase that was given protects nothing", key->path);
    }
}

bool key_options_private(const struct command_call *call, struct signing_key **key)
{
    struct passphrase_source source;
    const char *path;

    if (!read_options(call, &path, &source) || !signing_key_load(call->arena, path, &source, call->diagnostics, key)) {
        return false;
    }
    key_options_note_plain(call, &source, *key);
    return true;
}

bool key_options_public(const struct command_call *call, const struct public_key **key)
{
    struct passphrase_source source;
    const char *path;

    return read_options(call, &path, &source) && public_half_load(call->arena, path, &source, call->diagnostics, key);
}

bool key_options_choice(const struct command_call *call, const char *name, const char *const *words, size_t count,
                        size_t fallback, size_t *choice)
{
    const char *value = call_option(call, name);
    struct text list;

    *choice = fallback;
    if (value == NULL) {
        return true;
    }
    list = text_create(call->arena, 1000);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(value, words[i]) == 0) {
            *choice = i;
            return true;
        }
        text_printf(&list, "%s%s", i == 0 ? "" : ", ", words[i]);
    }
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' of option '%s' is none of %s", value, name,
                    list.data);
}

bool key_options_suffix(const struct command_call *call, bool has_names, const char **suffix)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    const char *value = call_option(call, "--name-suffix");

    *suffix = value == NULL ? "" : value;
    if (value != NULL && !has_names) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "option '--name-suffix' is of use with lang-c and lang-rust only");
    }
    return (*suffix)[strspn(*suffix, allowed)] == '\0' ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--name-suffix' has more than letters, digits and '_'", value);
}

bool key_options_write(const struct command_call *call, struct byte_range bytes, bool is_private)
{
    const char *path = call_option(call, "--output");
    struct output_set *set;
    bool done;

    if (path == NULL) {
        text_append_bytes(call->output, (const char *)bytes.data, bytes.size);
        return true;
    }
    set = output_set_create(call->arena);
    done = (is_private ? output_set_add_private(set, path, bytes.data, bytes.size, call->diagnostics)
                       : output_set_add(set, path, bytes.data, bytes.size, call->diagnostics)) &&
           output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return done;
}
