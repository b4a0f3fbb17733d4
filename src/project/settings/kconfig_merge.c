#include <stdlib.h>
#include <string.h>

#include "project/settings/kconfig.h"

struct ranked_symbol {
    const struct kconfig_symbol *symbol;
    size_t part;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked_symbol *a = left;
    const struct ranked_symbol *b = right;
    int order = strcmp(a->symbol->name, b->symbol->name);

    return order != 0 ? order : (a->part > b->part) - (a->part < b->part);
}

struct kconfig *kconfig_merge(struct arena *arena, const char *name, const struct kconfig *const *parts, size_t count)
{
    struct kconfig *merged = arena_alloc(arena, sizeof *merged);
    struct ranked_symbol *all;
    size_t total = 0;

    merged->source = source_from_bytes(arena, name, "", 0);
    for (size_t i = 0; i < count; i++) {
        total += parts[i]->count;
        merged->symbol_lines += parts[i]->symbol_lines;
    }
    all = arena_array(arena, total, sizeof *all);
    total = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < parts[i]->count; k++) {
            all[total++] = (struct ranked_symbol){ &parts[i]->items[k], i };
        }
    }
    if (total > 0) {
        qsort(all, total, sizeof *all, compare_ranked);
    }
    for (size_t i = 0; i < total; i++) {
        if (i + 1 == total || strcmp(all[i].symbol->name, all[i + 1].symbol->name) != 0) {
            struct kconfig_symbol *symbol = ARENA_PUSH(arena, merged);

            *symbol = *all[i].symbol;
            symbol->part = all[i].part;
        }
    }
    return merged;
}
