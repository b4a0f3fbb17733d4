/* Loading: which files, in which order. */
#include "check/rule/rule.h"

#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "check/rule/embedded_rules.h"
#include "check/rule/rule_reader.h"

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

/* Ids of the program's own rules are not for others: the next release may take any of them. */
static bool check_own_ids(const struct rule_set *set, size_t first, struct diagnostics *diagnostics)
{
    bool good = true;

    for (size_t i = first; i < set->rules.count; i++) {
        const struct rule *rule = &set->rules.items[i];

        if (rule->id != NULL && !slice_starts_with(slice_of(rule->id), OWN_RULE_PREFIX)) {
            good = diagnose(diagnostics, DIAGNOSTIC_INPUT, rule->origin,
                            "'%s' is an id of the rules that come with the program: expected %s000 to %s999", rule->id,
                            OWN_RULE_PREFIX, OWN_RULE_PREFIX);
        }
    }
    return good;
}

static bool load(struct arena *arena, const char *directory, bool brief, struct diagnostics *diagnostics,
                 struct rule_set **set)
{
    struct sources sources = { 0 };
    bool good = true;
    size_t embedded;

    if (directory != NULL && !add_directory(arena, directory, diagnostics, &sources)) {
        return false;
    }
    *set = arena_alloc(arena, sizeof **set);
    for (const struct embedded_rule_file *file = embedded_rule_files; file->name != NULL; file++) {
        good = rule_tree_read(arena, embedded_rule_tree(arena, file, brief), diagnostics, *set) && good;
    }
    embedded = (*set)->rules.count;
    good = read_all(arena, sources.items, sources.count, diagnostics, *set) && good;
    good = check_own_ids(*set, embedded, diagnostics) && good;
    return good && rule_set_link(arena, *set, diagnostics);
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
