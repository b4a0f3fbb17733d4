/* Loading: which files, in which order. */
#include "check/rule.h"

#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "check/embedded_rules.h"
#include "check/rule_reader.h"

static bool read_all(struct arena *arena, const struct source *const *sources, size_t count,
                     struct diagnostics *diagnostics, struct rule_set *set)
{
    bool good = true;

    for (size_t i = 0; i < count; i++) {
        good = rule_file_read(arena, sources[i], diagnostics, set) && good;
    }
    return good;
}

bool rule_set_from_sources(struct arena *arena, const struct source *const *sources, size_t count,
                           struct diagnostics *diagnostics, struct rule_set **set)
{
    *set = arena_alloc(arena, sizeof **set);
    return read_all(arena, sources, count, diagnostics, *set) && rule_set_link(arena, *set, diagnostics);
}

struct sources {
    const struct source **items;
    size_t count;
    size_t capacity;
};

static bool is_blank(struct slice line)
{
    return slice_trim(line).length == 0;
}

/* Lines of `examples:` become empty, so that every other line keeps its number. */
static const struct source *without_examples(struct arena *arena, const struct source *source)
{
    struct text kept = text_create(arena, source->size + 1);
    size_t position = 0;
    bool inside = false;

    while (position < source->size) {
        const char *begin = source->data + position;
        const char *newline = memchr(begin, '\n', source->size - position);
        size_t length = newline != NULL ? (size_t)(newline - begin) : source->size - position;
        struct slice line = { begin, length };

        if (slice_starts_with(line, "    examples:")) {
            inside = true;
        } else if (inside && !is_blank(line) && !slice_starts_with(line, "     ")) {
            inside = false;
        }
        text_append_bytes(&kept, begin, inside ? 0 : length);
        text_append(&kept, "\n");
        position += length + 1;
    }
    return source_from_bytes(arena, source->name, kept.data, kept.length);
}

static void add_embedded(struct arena *arena, bool brief, struct sources *sources)
{
    for (const struct embedded_rule_file *file = embedded_rule_files; file->name != NULL; file++) {
        const struct source *source = source_from_bytes(arena, file->name, file->data, file->size);

        *ARENA_PUSH(arena, sources) = brief ? without_examples(arena, source) : source;
    }
}

static bool add_directory(struct arena *arena, const char *directory, struct diagnostics *diagnostics,
                          struct sources *sources)
{
    struct file_names names;
    size_t before = sources->count;

    if (!directory_list(arena, directory, &names)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "cannot read the rules folder '%s'", directory);
    }
    for (size_t i = 0; i < names.count; i++) {
        const struct source *source;

        if (!text_ends_with(names.items[i], ".yml")) {
            continue;
        }
        if (!source_load(arena, path_join(arena, directory, names.items[i]),
                         path_join(arena, directory, names.items[i]), SOURCE_TEXT_LIMIT, diagnostics, &source)) {
            return false;
        }
        *ARENA_PUSH(arena, sources) = source;
    }
    if (sources->count == before) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "no rule file (*.yml) in '%s'", directory);
    }
    return true;
}

static bool load(struct arena *arena, const char *directory, bool brief, struct diagnostics *diagnostics,
                 struct rule_set **set)
{
    struct sources sources = { 0 };

    add_embedded(arena, brief, &sources);
    if (directory != NULL && !add_directory(arena, directory, diagnostics, &sources)) {
        return false;
    }
    return rule_set_from_sources(arena, sources.items, sources.count, diagnostics, set);
}

bool rule_set_load(struct arena *arena, const char *directory, struct diagnostics *diagnostics, struct rule_set **set)
{
    return load(arena, directory, false, diagnostics, set);
}

bool rule_set_load_brief(struct arena *arena, const char *directory, struct diagnostics *diagnostics,
                         struct rule_set **set)
{
    return load(arena, directory, true, diagnostics, set);
}
