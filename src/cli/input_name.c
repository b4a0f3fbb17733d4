#include "cli/input_name.h"

#include <string.h>
#include "base/file.h"
#include "base/source.h"

/* Files are named from their tree on; among several trees that does not say which. */
struct diagnostic diagnostic_of_input(struct arena *arena, const char *path, struct diagnostic item)
{
    const struct source *source = item.origin.source;

    if (source == NULL) {
        item.message = strstr(item.message, arena_printf(arena, "'%s", path)) != NULL
                           ? item.message
                           : arena_printf(arena, "%s: %s", path, item.message);
    } else if (strcmp(source->path, path_join(arena, path, source->name)) == 0) {
        struct source *named = arena_alloc(arena, sizeof *named);

        *named = *source;
        named->name = source->path;
        item.origin.source = named;
    }
    return item;
}

void diagnostics_name_input(struct arena *arena, const char *path, size_t first, struct diagnostics *diagnostics)
{
    for (size_t i = first; i < diagnostics->count; i++) {
        diagnostics->items[i] = diagnostic_of_input(arena, path, diagnostics->items[i]);
    }
}
