#include "base/origin.h"

struct origin origin_file(const struct source *source)
{
    return (struct origin){ source, 0, 0 };
}

static const char *place_in(struct arena *arena, const char *file, struct origin origin)
{
    if (origin.line == 0) {
        return file;
    }
    if (origin.column == 0) {
        return arena_printf(arena, "%s:%u", file, (unsigned)origin.line);
    }
    return arena_printf(arena, "%s:%u:%u", file, (unsigned)origin.line, (unsigned)origin.column);
}

const char *origin_text(struct arena *arena, struct origin origin)
{
    return origin.source == NULL ? "" : place_in(arena, origin.source->name, origin);
}

const char *origin_path_text(struct arena *arena, struct origin origin)
{
    return origin.source == NULL || origin.source->path == NULL ? origin_text(arena, origin)
                                                                : place_in(arena, origin.source->path, origin);
}
