#include "report/finding_place.h"

#include <string.h>
#include "base/file.h"

/* Windows separates by '\' too; reports are read elsewhere. */
static const char *portable(struct arena *arena, const char *path)
{
    char *copy = arena_printf(arena, "%s", strncmp(path, "./", 2) == 0 && path[2] != '\0' ? path + 2 : path);

#ifdef _WIN32
    for (char *c = copy; *c != '\0'; c++) {
        *c = *c == '\\' ? '/' : *c;
    }
#endif
    return copy;
}

struct finding_place origin_place(struct arena *arena, struct origin origin)
{
    return (struct finding_place){ portable(arena, origin.source->path), origin.line, origin.column };
}

struct finding_place finding_place(struct arena *arena, const struct check_result *result,
                                   const struct finding *finding)
{
    const struct finding_fact *missed = NULL;

    for (size_t i = 0; i < finding->facts.count; i++) {
        const struct finding_fact *fact = &finding->facts.items[i];

        if (fact->origin.source != NULL && fact->origin.line > 0) {
            return origin_place(arena, fact->origin);
        }
        missed = missed == NULL && fact->absent_in != NULL ? fact : missed;
    }
    if (missed != NULL) {
        const char *joined = path_join(arena, result->path, missed->absent_in);

        return (struct finding_place){ portable(arena, path_exists(joined) ? joined : result->path), 0, 0 };
    }
    return (struct finding_place){ portable(arena, result->path), 0, 0 };
}

const char *fact_words(struct arena *arena, const struct finding_fact *fact)
{
    return fact->value == NULL ? fact->subject : arena_printf(arena, "%s = %s", fact->subject, fact->value);
}

const char *finding_advice(struct arena *arena, const struct finding *finding)
{
    struct text text = text_create(arena, 65536);

    if (finding->device_effect != NULL) {
        text_printf(&text, "\nOn the device: %s", finding->device_effect);
    }
    for (size_t i = 0; i < finding->fixes.count; i++) {
        const struct fix *fix = &finding->fixes.items[i];

        text_printf(&text, "\nFix in %s:\n%s", fix->file == NULL ? "the configuration" : fix->file,
                    fix->fragment == NULL ? "" : fix->fragment);
    }
    text_printf(&text, "\nMore: nrf53pack explain %s", finding->rule);
    return text.data;
}
