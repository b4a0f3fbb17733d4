#include "base/process.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

static const char *secrets[ENVIRONMENT_SECRETS];
static size_t secret_count;

/* Where the callers look for the folder for temporary files. */
static const char *temporary_place(void)
{
    static char place[MAX_PATH + 1];
    DWORD length = GetTempPathA(sizeof place, place);

    return length == 0 || length > MAX_PATH ? NULL : place;
}

const char *environment(const char *name)
{
    const char *value = getenv(name);

    if (value != NULL && value[0] != '\0') {
        return value;
    }
    return strcmp(name, "TMPDIR") == 0 ? temporary_place() : NULL;
}

void environment_keep_secret(const char *name)
{
    if (secret_count < ENVIRONMENT_SECRETS) {
        secrets[secret_count++] = name;
    }
}

/* Names of variables are the same in capitals and small letters. */
static bool is_secret(const char *entry)
{
    for (size_t i = 0; i < secret_count; i++) {
        size_t length = strlen(secrets[i]);

        if (_strnicmp(entry, secrets[i], length) == 0 && entry[length] == '=') {
            return true;
        }
    }
    return false;
}

char **environment_handed_on(struct arena *arena)
{
    size_t count = 0, kept = 0;
    char **entries;

    while (_environ[count] != NULL) {
        count++;
    }
    entries = arena_array(arena, count + 1, sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        if (!is_secret(_environ[i])) {
            entries[kept++] = _environ[i];
        }
    }
    entries[kept] = NULL;
    return entries;
}
