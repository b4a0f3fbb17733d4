#define _XOPEN_SOURCE 700
#include "base/process.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define OWN_PATH_MAX 4096

/* Full path of this program, or NULL where nobody says it. Linux; other systems have no such link. */
static const char *own_path(struct arena *arena)
{
    char path[OWN_PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);

    return length <= 0 || (size_t)length == sizeof path ? NULL : arena_strndup(arena, path, (size_t)length);
}

const char *process_beside(struct arena *arena, const char *program)
{
    const char *own = own_path(arena);
    const char *slash = own == NULL ? NULL : strrchr(own, '/');

    if (slash == NULL) {
        return NULL;
    }
    return process_find(arena, path_join(arena, arena_strndup(arena, own, (size_t)(slash - own)), program));
}
