#define _XOPEN_SOURCE 700
#include "base/inputs.h"

#include <string.h>
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

/* Where files have no numbers (all are 0), the whole path has to do. */
bool path_is_same_file(struct arena *arena, const char *path, const char *other)
{
    struct stat left;
    struct stat right;

    if (stat(path, &left) != 0 || stat(other, &right) != 0) {
        return false;
    }
    if (left.st_ino != 0 || right.st_ino != 0) {
        return left.st_dev == right.st_dev && left.st_ino == right.st_ino;
    }
    return strcmp(path_absolute(arena, path), path_absolute(arena, other)) == 0;
}

bool input_is(struct arena *arena, const char *path)
{
    if (!path_exists(path)) {
        return false;
    }
    for (const struct input_file *input = *arena_inputs(arena); input != NULL; input = input->next) {
        if (path_is_same_file(arena, path, input->path)) {
            return true;
        }
    }
    return false;
}
