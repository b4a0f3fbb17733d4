#define _XOPEN_SOURCE 700
#include "base/inputs.h"

#include <sys/stat.h>

#include "base/file.h"

void input_remember(struct arena *arena, const char *path)
{
    struct input_file **list = arena_inputs(arena);
    struct arena *home = arena_of_inputs(arena);
    struct input_file *input = arena_alloc(home, sizeof *input);

    *input = (struct input_file){ *list, arena_strdup(home, path) };
    *list = input;
}

#ifndef SAME_FILE
#define SAME_FILE has_same_number

static bool has_same_number(const char *path, const char *other)
{
    struct stat left;
    struct stat right;

    return stat(path, &left) == 0 && stat(other, &right) == 0 && left.st_dev == right.st_dev &&
           left.st_ino == right.st_ino;
}
#endif

bool path_is_same_file(const char *path, const char *other)
{
    return SAME_FILE(path, other);
}

bool input_is(struct arena *arena, const char *path)
{
    if (!path_exists(path)) {
        return false;
    }
    for (const struct input_file *input = *arena_inputs(arena); input != NULL; input = input->next) {
        if (path_is_same_file(path, input->path)) {
            return true;
        }
    }
    return false;
}
