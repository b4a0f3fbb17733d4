#include "base/standard_input.h"

#include <stdio.h>
#include <string.h>

#define FIRST_ROOM 65536u

const char *standard_input_read(struct arena *arena, size_t limit, const char **data, size_t *size)
{
    size_t room = FIRST_ROOM;
    size_t length = 0;
    char *bytes = arena_alloc(arena, room + 1);

    for (;;) {
        length += fread(bytes + length, 1, room - length, stdin);
        if (length < room || length > limit) {
            break;
        }
        char *larger = arena_alloc(arena, 2 * room + 1);

        memcpy(larger, bytes, length);
        bytes = larger;
        room *= 2;
    }
    if (ferror(stdin)) {
        return "cannot be read";
    }
    if (length > limit) {
        return arena_printf(arena, "is larger than the limit of %zu bytes", limit);
    }
    *data = bytes;
    *size = length;
    return NULL;
}
