#include "base/origin.h"

struct origin origin_file(const struct source *source)
{
    return (struct origin){ source, 0, 0 };
}

const char *origin_text(struct arena *arena, struct origin origin)
{
    if (origin.source == NULL) {
        return "";
    }
    if (origin.line == 0) {
        return origin.source->name;
    }
    if (origin.column == 0) {
        return arena_printf(arena, "%s:%u", origin.source->name, (unsigned)origin.line);
    }
    return arena_printf(arena, "%s:%u:%u", origin.source->name, (unsigned)origin.line, (unsigned)origin.column);
}
