#include "base/diagnostics.h"

#include <stdarg.h>

struct diagnostics diagnostics_create(struct arena *arena)
{
    return (struct diagnostics){ .arena = arena };
}

bool diagnose(struct diagnostics *diagnostics, enum diagnostic_kind kind, struct origin origin, const char *format, ...)
{
    struct diagnostic *item = ARENA_PUSH(diagnostics->arena, diagnostics);
    va_list args;

    item->kind = kind;
    item->origin = origin;
    va_start(args, format);
    item->message = arena_vprintf(diagnostics->arena, format, args);
    va_end(args);
    return false;
}

bool diagnostics_failed(const struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        if (diagnostics->items[i].kind != DIAGNOSTIC_NOTE) {
            return true;
        }
    }
    return false;
}
