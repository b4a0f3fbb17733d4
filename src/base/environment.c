#include "base/process.h"

#include <stdlib.h>
#include <string.h>

/* windows/posix.h says what it is there. */
#ifndef environ
extern char **environ;
#endif
#ifndef SAME_VARIABLE
#define SAME_VARIABLE strncmp
#endif

static const char *secrets[ENVIRONMENT_SECRETS];
static size_t secret_count;

const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value == NULL || value[0] == '\0' ? NULL : value;
}

void environment_keep_secret(const char *name)
{
    if (secret_count < ENVIRONMENT_SECRETS) {
        secrets[secret_count++] = name;
    }
}

static bool is_secret(const char *entry)
{
    for (size_t i = 0; i < secret_count; i++) {
        size_t length = strlen(secrets[i]);

        if (SAME_VARIABLE(entry, secrets[i], length) == 0 && entry[length] == '=') {
            return true;
        }
    }
    return false;
}

char **environment_handed_on(struct arena *arena)
{
    size_t count = 0, kept = 0;
    char **entries;

    while (environ[count] != NULL) {
        count++;
    }
    entries = arena_array(arena, count + 1, sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        if (!is_secret(environ[i])) {
            entries[kept++] = environ[i];
        }
    }
    entries[kept] = NULL;
    return entries;
}
