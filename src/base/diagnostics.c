#include "base/diagnostics.h"

#include <stdarg.h>
#include "base/text.h"

/* More than a message and the longest path have. */
#define LINE_LIMIT 8192u

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

bool diagnostics_of_own_making(struct diagnostics *diagnostics, size_t from)
{
    for (size_t i = from; i < diagnostics->count; i++) {
        if (diagnostics->items[i].kind == DIAGNOSTIC_INPUT) {
            diagnostics->items[i].kind = DIAGNOSTIC_SELF;
        }
    }
    return false;
}

const char *diagnostic_line(struct arena *arena, const struct diagnostic *diagnostic)
{
    const char *place = origin_path_text(arena, diagnostic->origin);
    const char *line = arena_printf(arena, "%s: %s: %s", place[0] == '\0' ? "nrf53pack" : place,
                                    diagnostic->kind == DIAGNOSTIC_NOTE ? "note" : "error", diagnostic->message);

    return text_printable(arena, slice_of(line), LINE_LIMIT);
}

const char *diagnostic_words(struct arena *arena, const struct diagnostic *diagnostic)
{
    const char *place = origin_text(arena, diagnostic->origin);
    const char *words = arena_printf(arena, "%s%s%s", place, place[0] == '\0' ? "" : ": ", diagnostic->message);

    return text_printable(arena, slice_of(words), LINE_LIMIT);
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
