#include "check/evaluation/spans.h"

#include <stdlib.h>
#include <string.h>

struct named_index {
    const char *name;
    size_t index;
};

static int compare_names(const void *left, const void *right)
{
    return strcmp(((const struct named_index *)left)->name, ((const struct named_index *)right)->name);
}

static struct named_index *sorted_names(struct arena *arena, const struct partition_map *map)
{
    struct named_index *names = arena_array(arena, map->count, sizeof *names);

    for (size_t i = 0; i < map->count; i++) {
        names[i] = (struct named_index){ map->items[i].name, i };
    }
    qsort(names, map->count, sizeof *names, compare_names);
    return names;
}

static bool get(const struct span_table *table, size_t row, size_t column)
{
    return (table->rows[row * table->words + column / 64] >> (column % 64) & 1) != 0;
}

static void add_members(struct span_table *table, const struct named_index *names, size_t row)
{
    const struct partition *container = &table->map->items[row];

    for (size_t i = 0; i < container->span.count; i++) {
        const struct named_index wanted = { container->span.items[i], 0 };
        const struct named_index *found = bsearch(&wanted, names, table->map->count, sizeof *names, compare_names);

        if (found != NULL) {
            table->rows[row * table->words + found->index / 64] |= UINT64_C(1) << (found->index % 64);
        }
    }
}

/* Warshall's algorithm; a span that contains itself needs no special care. */
static void close_over(struct span_table *table)
{
    for (size_t middle = 0; middle < table->map->count; middle++) {
        for (size_t row = 0; row < table->map->count; row++) {
            for (size_t word = 0; get(table, row, middle) && word < table->words; word++) {
                table->rows[row * table->words + word] |= table->rows[middle * table->words + word];
            }
        }
    }
}

static const struct span_table *table_of(struct span_tables *tables, const struct partition_map *map)
{
    struct span_table *table;
    struct named_index *names;

    for (size_t i = 0; i < tables->count; i++) {
        if (tables->items[i].map == map) {
            return &tables->items[i];
        }
    }
    table = ARENA_PUSH(tables->arena, tables);
    table->map = map;
    table->words = (map->count + 63) / 64;
    table->rows = arena_array(tables->arena, map->count * table->words, sizeof *table->rows);
    names = sorted_names(tables->arena, map);
    for (size_t row = 0; row < map->count; row++) {
        add_members(table, names, row);
    }
    close_over(table);
    return table;
}

bool span_contains(struct span_tables *tables, const struct partition_map *map, const struct partition *container,
                   const struct partition *member)
{
    if (container->span.count == 0) {
        return false;
    }
    return get(table_of(tables, map), (size_t)(container - map->items), (size_t)(member - map->items));
}
