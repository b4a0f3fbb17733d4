/* The files that a command has read, so that none of its outputs takes their place: a key that is replaced by an image
 * is lost for ever.
 *
 * source_load() and file_read_stream() remember what they read, output_set_add() asks. The list lives with the arena
 * that was read into, and goes with it into another one (arena_adopt()).
 */
#ifndef BASE_INPUTS_H
#define BASE_INPUTS_H

#include <stdbool.h>
#include "base/arena.h"

struct input_file {
    struct input_file *next;
    const char *path;
};

/* path has been read into this arena, or into memory of the same command. */
void input_remember(struct arena *arena, const char *path);

/* Whether one of these files is the one at path, by whatever name: a link, another way to its folder. */
bool input_is(struct arena *arena, const char *path);

/* Both are there, and they are one file. */
bool path_is_same_file(const char *path, const char *other);

#endif
