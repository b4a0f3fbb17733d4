#include "base/repository.h"

#include <string.h>
#include "base/file.h"

bool is_repository_root(struct arena *arena, const char *folder)
{
    return path_exists(path_join(arena, folder, ".git"));
}

const char *repository_root(struct arena *arena, const char *folder)
{
    folder = path_absolute(arena, folder);
    while (!is_repository_root(arena, folder)) {
        const char *parent = path_dirname(arena, folder);

        if (strcmp(parent, folder) == 0) {
            return NULL;
        }
        folder = parent;
    }
    return folder;
}
