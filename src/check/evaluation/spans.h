/* Which partition is in whose span, over any number of steps: computed once a map, asked for every pair. */
#ifndef CHECK_EVALUATION_SPANS_H
#define CHECK_EVALUATION_SPANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "project/partitions/partitions.h"

struct span_table {
    const struct partition_map *map;
    size_t words;   /* of 64 bits in a row */
    uint64_t *rows; /* a row a partition: bit k is set when partition k is in its span */
};

struct span_tables {
    struct arena *arena;
    struct span_table *items;
    size_t count;
    size_t capacity;
};

/* Both partitions belong to the map. The table is made at the first call for a map and lives in the tables' arena. */
bool span_contains(struct span_tables *tables, const struct partition_map *map, const struct partition *container,
                   const struct partition *member);

#endif
