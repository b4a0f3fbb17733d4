#include "base/source.h"

#include <string.h>

#include "base/file.h"
#include "base/inputs.h"

const struct source *source_from_bytes(struct arena *arena, const char *name, const void *data, size_t size)
{
    struct source *source = arena_alloc(arena, sizeof *source);

    source->path = source->name = arena_strdup(arena, name);
    source->data = arena_strndup(arena, data, size);
    source->size = size;
    return source;
}

static const struct source_replacement *replaced;
static size_t replaced_count;

void source_replace(const struct source_replacement *replacements, size_t count)
{
    replaced = replacements;
    replaced_count = replacements == NULL ? 0 : count;
}

static bool take_replacement(struct arena *arena, struct source *source)
{
    for (size_t i = 0; i < replaced_count; i++) {
        if (strcmp(replaced[i].path, source->path) == 0 || path_is_same_file(arena, replaced[i].path, source->path)) {
            source->data = replaced[i].data;
            source->size = replaced[i].size;
            return true;
        }
    }
    return false;
}

bool source_load_result(struct arena *arena, const char *path, const char *name, size_t limit,
                        struct diagnostics *diagnostics, const struct source **result)
{
    struct source *source = arena_alloc(arena, sizeof *source);
    const char *failure;

    source->path = arena_strdup(arena, path);
    source->name = arena_strdup(arena, name);
    failure = take_replacement(arena, source) ? NULL : file_read(arena, path, limit, &source->data, &source->size);
    if (failure != NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "%s", failure);
    }
    *result = source;
    return true;
}

bool source_load(struct arena *arena, const char *path, const char *name, size_t limit, struct diagnostics *diagnostics,
                 const struct source **source)
{
    input_remember(arena, path);
    return source_load_result(arena, path, name, limit, diagnostics, source);
}

struct slice source_line(const struct source *source, uint32_t line)
{
    const char *at;
    const char *end;

    if (source == NULL || line == 0) {
        return (struct slice){ "", 0 };
    }
    at = source->data;
    end = source->data + source->size;
    for (uint32_t i = 1; i < line && at != NULL; i++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at == NULL ? NULL : at + 1;
    }
    if (at == NULL || at >= end) {
        return (struct slice){ "", 0 };
    }
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    struct slice text = { at, (size_t)((stop == NULL ? end : stop) - at) };

    if (text.length > 0 && text.data[text.length - 1] == '\r') {
        text.length--;
    }
    return text;
}
