#include "base/source.h"

#include <string.h>

#include "base/file.h"
#include "base/inputs.h"

#define LINES_PER_MARK 32u

/* Where the lines 1, 1 + LINES_PER_MARK, 1 + 2 * LINES_PER_MARK, ... begin; without items before the first use. */
struct source_lines {
    struct arena *arena;
    size_t *items;
    size_t count;
    size_t capacity;
};

static struct source *source_create(struct arena *arena)
{
    struct source *source = arena_alloc(arena, sizeof *source);

    source->lines = arena_alloc(arena, sizeof *source->lines);
    source->lines->arena = arena;
    return source;
}

const struct source *source_from_bytes(struct arena *arena, const char *name, const void *data, size_t size)
{
    struct source *source = source_create(arena);

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

static bool take_replacement(struct source *source)
{
    for (size_t i = 0; i < replaced_count; i++) {
        if (strcmp(replaced[i].path, source->path) == 0 || path_is_same_file(replaced[i].path, source->path)) {
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
    struct source *source = source_create(arena);
    const char *failure;

    source->path = arena_strdup(arena, path);
    source->name = arena_strdup(arena, name);
    failure = take_replacement(source) ? NULL : file_read(arena, path, limit, &source->data, &source->size);
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

/* Where the line ends: its '\n', or the end of the file. */
static const char *line_end(const struct source *source, const char *at)
{
    const char *end = source->data + source->size;
    const char *stop = memchr(at, '\n', (size_t)(end - at));

    return stop == NULL ? end : stop;
}

/* Where the line begins that stands `lines` below the one at `at`; NULL when there is none. */
static const char *lines_below(const struct source *source, const char *at, size_t lines)
{
    const char *end = source->data + source->size;

    for (; lines > 0 && at < end; lines--) {
        at = line_end(source, at);
        at += at < end;
    }
    return at < end ? at : NULL;
}

static void mark_lines(const struct source *source)
{
    struct source_lines *lines = source->lines;
    const char *at = source->data;

    do {
        *ARENA_PUSH(lines->arena, lines) = (size_t)(at - source->data);
        at = lines_below(source, at, LINES_PER_MARK);
    } while (at != NULL);
}

static const char *line_start(const struct source *source, size_t above)
{
    const struct source_lines *lines = source->lines;

    if (lines == NULL) {
        return lines_below(source, source->data, above);
    }
    if (lines->count == 0) {
        mark_lines(source);
    }
    if (above / LINES_PER_MARK >= lines->count) {
        return NULL;
    }
    return lines_below(source, source->data + lines->items[above / LINES_PER_MARK], above % LINES_PER_MARK);
}

struct slice source_line(const struct source *source, uint32_t line)
{
    const char *at = source == NULL || line == 0 ? NULL : line_start(source, line - 1);
    struct slice text = { "", 0 };

    if (at == NULL) {
        return text;
    }
    text = (struct slice){ at, (size_t)(line_end(source, at) - at) };
    if (text.length > 0 && text.data[text.length - 1] == '\r') {
        text.length--;
    }
    return text;
}
