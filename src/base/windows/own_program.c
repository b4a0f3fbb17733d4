#include "base/process.h"

#include <string.h>
#include <windows.h>

#include "base/file.h"

#define OWN_PATH_MAX 4096u

const char *process_beside(struct arena *arena, const char *program)
{
    char path[OWN_PATH_MAX];
    DWORD length = GetModuleFileNameA(NULL, path, OWN_PATH_MAX);
    const char *slash;

    if (length == 0 || length == OWN_PATH_MAX) {
        return NULL;
    }
    slash = strrchr(path, '\\');
    if (slash == NULL) {
        return NULL;
    }
    return process_find(arena, path_join(arena, arena_strndup(arena, path, (size_t)(slash - path)), program));
}
