#include "project/partitions/partition_checks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Gaps that a message spells out; the others are counted. */
#define GAPS_SHOWN 4u
#define TEXT_LIMIT 512u

/* Regions that Partition Manager fills around one partition of flexible size, on the nRF5340's application core. */
static const struct flexible_region {
    const char *name;
    const char *flexible;
    uint64_t base;
    uint64_t end;
} regions[] = {
    { "flash_primary", "app", 0, 0x100000 },
    { "sram_primary", "sram_primary", 0x20000000, 0x20080000 },
};

struct places {
    uint64_t *items;
    size_t count;
    size_t capacity;
};

static bool is_among(const struct places *places, uint64_t place)
{
    for (size_t i = 0; i < places->count; i++) {
        if (places->items[i] == place) {
            return true;
        }
    }
    return false;
}

static int compare_places(const void *left, const void *right)
{
    uint64_t first = *(const uint64_t *)left;
    uint64_t second = *(const uint64_t *)right;

    return (first > second) - (first < second);
}

/* Those of one set that are not in the other, each once, in order. */
static struct places without(struct arena *arena, const struct places *places, const struct places *others)
{
    struct places left = { 0 };

    for (size_t i = 0; i < places->count; i++) {
        if (!is_among(others, places->items[i]) && !is_among(&left, places->items[i])) {
            *ARENA_PUSH(arena, &left) = places->items[i];
        }
    }
    if (left.count > 0) {
        qsort(left.items, left.count, sizeof *left.items, compare_places);
    }
    return left;
}

static bool has_place(const struct partition *partition)
{
    return partition->address.present && !partition->address.negative && partition->size.present &&
           !partition->size.negative && partition->size.magnitude <= UINT64_MAX - partition->address.magnitude;
}

/* Where the region's partitions begin and end; containers are made of them. False when one has no place. */
static bool collect(struct arena *arena, const struct partition_map *map, const struct flexible_region *region,
                    struct places *starts, struct places *ends)
{
    *ARENA_PUSH(arena, ends) = region->base;
    for (size_t i = 0; i < map->count; i++) {
        const struct partition *partition = &map->items[i];

        if (strcmp(partition->region, region->name) != 0 || partition->has_span ||
            strcmp(partition->name, region->flexible) == 0) {
            continue;
        }
        if (!has_place(partition)) {
            return false;
        }
        *ARENA_PUSH(arena, starts) = partition->address.magnitude;
        *ARENA_PUSH(arena, ends) = partition->address.magnitude + partition->size.magnitude;
    }
    if (starts->count == 0) {
        return false;
    }
    *ARENA_PUSH(arena, starts) = region->end;
    return true;
}

static void check_region(struct arena *arena, const struct partition_map *map, const struct flexible_region *region,
                         struct anomalies *anomalies)
{
    struct text text = text_create(arena, TEXT_LIMIT);
    struct places starts = { 0 };
    struct places ends = { 0 };
    struct places from;
    struct places to;
    size_t count;

    if (!collect(arena, map, region, &starts, &ends)) {
        return;
    }
    from = without(arena, &ends, &starts);
    to = without(arena, &starts, &ends);
    count = from.count < to.count ? from.count : to.count;
    for (size_t i = 0; i < count; i++) {
        if (from.items[i] >= to.items[i]) {
            return; /* partitions overlap or leave the region, which other findings say */
        }
    }
    for (size_t i = 0; i < count && i < GAPS_SHOWN; i++) {
        text_printf(&text, "%s0x%" PRIx64 " to 0x%" PRIx64,
                    i == 0           ? ""
                    : i + 1 == count ? " and "
                                     : ", ",
                    from.items[i], to.items[i]);
    }
    if (count > GAPS_SHOWN) {
        text_printf(&text, " and %zu more", count - GAPS_SHOWN);
    }
    if (count > 1) {
        anomaly_add(arena, anomalies, "static-map-gaps", region->name, origin_file(map->source), ORIGIN_NONE,
                    "%s of %s", text.data, region->name);
    }
}

void check_static_gaps(struct arena *arena, const struct partition_map *map, struct anomalies *anomalies)
{
    for (size_t i = 0; i < ARRAY_LENGTH(regions); i++) {
        check_region(arena, map, &regions[i], anomalies);
    }
}
