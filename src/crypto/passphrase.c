#include "crypto/passphrase.h"

#include <string.h>
#include <mbedtls/platform_util.h>
#include "base/file.h"
#include "base/process.h"
#include "base/terminal.h"

#define FILE_LIMIT (64u * 1024u)

#define FAIL(...) diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, __VA_ARGS__)

static bool take(const char *text, size_t size, const char *name, struct diagnostics *diagnostics,
                 struct passphrase *passphrase)
{
    if (size > sizeof passphrase->bytes) {
        return FAIL("passphrase in '%s' is longer than %u bytes", name, PASSPHRASE_LIMIT);
    }
    memcpy(passphrase->bytes, text, size);
    passphrase->size = size;
    return true;
}

static bool read_environment(const char *name, struct diagnostics *diagnostics, struct passphrase *passphrase)
{
    const char *value = environment(name);

    environment_keep_secret(name);
    if (value == NULL) {
        return FAIL("environment variable '%s' holds no passphrase: it is not set or empty", name);
    }
    return take(value, strlen(value), name, diagnostics, passphrase);
}

static bool read_file(struct arena *arena, const char *path, struct diagnostics *diagnostics,
                      struct passphrase *passphrase)
{
    const char *data, *failure;
    size_t size, line = 0;
    bool done;

    failure = file_read_stream(arena, path, FILE_LIMIT, &data, &size);
    if (failure != NULL) {
        return FAIL("passphrase file '%s': %s", path, failure);
    }
    while (line < size && data[line] != '\n') {
        line++;
    }
    if (line > 0 && data[line - 1] == '\r') {
        line--;
    }
    done = line > 0 ? take(data, line, path, diagnostics, passphrase)
                    : FAIL("passphrase file '%s' holds no passphrase: its first line is empty", path);
    /* The arena owns these bytes, only the type says const. */
    mbedtls_platform_zeroize((void *)(uintptr_t)data, size);
    return done;
}

static bool ask(struct arena *arena, const char *question, const char *path, struct diagnostics *diagnostics,
                struct passphrase *passphrase)
{
    const char *prompt = arena_printf(arena, "%s '%s': ", question, path);

    switch (terminal_ask_secret(prompt, passphrase->bytes, sizeof passphrase->bytes, &passphrase->size)) {
    case TERMINAL_ANSWERED:
        return passphrase->size > 0 || FAIL("no passphrase was given for '%s'", path);
    case TERMINAL_ABSENT:
        return FAIL("there is no terminal to ask for the passphrase of '%s'; give '--passphrase-env' or "
                    "'--passphrase-file'",
                    path);
    case TERMINAL_CLOSED:
        return FAIL("no passphrase was given for '%s'", path);
    case TERMINAL_TOO_LONG:
        break;
    }
    return FAIL("passphrase is longer than %u bytes", PASSPHRASE_LIMIT);
}

bool passphrase_read(struct arena *arena, const struct passphrase_source *source, const char *path,
                     struct diagnostics *diagnostics, struct passphrase *passphrase)
{
    passphrase->size = 0;
    if (source->environment != NULL) {
        return read_environment(source->environment, diagnostics, passphrase);
    }
    if (source->file != NULL) {
        return read_file(arena, source->file, diagnostics, passphrase);
    }
    return source->terminal
               ? ask(arena, "passphrase of", path, diagnostics, passphrase)
               : FAIL("private key '%s' is encrypted; give '--passphrase-env' or '--passphrase-file'", path);
}

bool passphrase_read_new(struct arena *arena, const struct passphrase_source *source, const char *path,
                         struct diagnostics *diagnostics, struct passphrase *passphrase)
{
    struct passphrase again = { .size = 0 };
    bool same;

    if (source->environment != NULL || source->file != NULL || !source->terminal) {
        return passphrase_read(arena, source, path, diagnostics, passphrase);
    }
    if (!ask(arena, "new passphrase of", path, diagnostics, passphrase) ||
        !ask(arena, "the same again for", path, diagnostics, &again)) {
        passphrase_wipe(&again);
        return false;
    }
    same = again.size == passphrase->size && memcmp(again.bytes, passphrase->bytes, again.size) == 0;
    passphrase_wipe(&again);
    return same || FAIL("the two passphrases differ; no key was made");
}

void passphrase_wipe(struct passphrase *passphrase)
{
    mbedtls_platform_zeroize(passphrase, sizeof *passphrase);
}
