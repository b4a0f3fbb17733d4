#include "cli/input_name.h"

#include <string.h>

/* An error with a place names the file itself; among several trees the others have to say which one they are of. */
struct diagnostic diagnostic_of_input(struct arena *arena, const char *path, struct diagnostic item)
{
    if (item.origin.source == NULL && strstr(item.message, arena_printf(arena, "'%s", path)) == NULL) {
        item.message = arena_printf(arena, "%s: %s", path, item.message);
    }
    return item;
}

void diagnostics_name_input(struct arena *arena, const char *path, size_t first, struct diagnostics *diagnostics)
{
    for (size_t i = first; i < diagnostics->count; i++) {
        diagnostics->items[i] = diagnostic_of_input(arena, path, diagnostics->items[i]);
    }
}
