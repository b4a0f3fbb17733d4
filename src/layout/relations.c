/* How the partitions of a region lie to each other, and which findings speak of them. */
#include <stdlib.h>
#include <string.h>

#include "layout/reader.h"

static uint64_t end_of(const struct memory_partition *partition)
{
    return partition->address + partition->size;
}

static int by_address(const void *left, const void *right)
{
    const struct memory_partition *a = left;
    const struct memory_partition *b = right;

    if (a->address != b->address) {
        return a->address < b->address ? -1 : 1;
    }
    if (a->size != b->size) {
        return a->size > b->size ? -1 : 1;
    }
    return strcmp(a->name, b->name);
}

/* The smallest one that it is a part of. Equal places: a span names the inner one, so that both cannot be the other's. */
static size_t find_parent(struct layout_reader *reader, const struct memory_region *region, size_t index)
{
    const struct memory_partition *items = region->partitions.items;
    size_t best = MEMORY_NO_PARENT;

    for (size_t i = 0; i < region->partitions.count; i++) {
        bool inside = i != index && layout_is_part(reader, region, &items[i], &items[index]);

        if (inside && !layout_is_part(reader, region, &items[index], &items[i]) &&
            (best == MEMORY_NO_PARENT || items[i].size < items[best].size ||
             (items[i].size == items[best].size && layout_is_part(reader, region, &items[best], &items[i])))) {
            best = i;
        }
    }
    return best;
}

static bool lane_free(const struct memory_region *region, size_t index, unsigned lane)
{
    const struct memory_partition *items = region->partitions.items;

    for (size_t i = 0; i < index; i++) {
        if (items[i].lane == lane && layout_share(&items[i], &items[index])) {
            return false;
        }
    }
    return true;
}

static void find_depths(struct memory_region *region)
{
    for (size_t i = 0; i < region->partitions.count; i++) {
        size_t parent = region->partitions.items[i].parent;

        for (; parent != MEMORY_NO_PARENT; parent = region->partitions.items[parent].parent) {
            if (++region->partitions.items[i].depth > region->partitions.count) {
                region->partitions.items[i].parent = MEMORY_NO_PARENT; /* spans in a circle */
                region->partitions.items[i].depth = 0;
                break;
            }
        }
    }
}

/* Parts stand to the right of what they are a part of; what overlaps it stands beside it. */
static void find_lanes(struct memory_region *region)
{
    for (size_t i = 0; i < region->partitions.count; i++) {
        struct memory_partition *partition = &region->partitions.items[i];

        partition->lane = partition->depth;
        while (!lane_free(region, i, partition->lane)) {
            partition->lane++;
        }
        region->lanes = partition->lane + 1 > region->lanes ? partition->lane + 1 : region->lanes;
    }
}

static void close_region(struct memory_region *region)
{
    uint64_t end = region->base;

    for (size_t i = 0; i < region->partitions.count; i++) {
        const struct memory_partition *partition = &region->partitions.items[i];

        region->base = !region->size_known && partition->address < region->base ? partition->address : region->base;
        end = end_of(partition) > end ? end_of(partition) : end;
    }
    if (!region->size_known) {
        region->size = end - region->base;
    }
    for (size_t i = 0; i < region->partitions.count; i++) {
        struct memory_partition *partition = &region->partitions.items[i];

        partition->outside = region->size_known &&
                             (partition->address < region->base || partition->address - region->base > region->size ||
                              partition->size > region->size - (partition->address - region->base));
    }
}

static uint64_t clipped(uint64_t address, uint64_t least, uint64_t most)
{
    return address < least ? least : address > most ? most : address;
}

/* One pass in the order of addresses; `at` is the end of all before. */
static void add_up(struct arena *arena, struct memory_region *region)
{
    uint64_t end = region->base + region->size;
    uint64_t at = region->base;

    for (size_t i = 0; i <= region->partitions.count; i++) {
        const struct memory_partition *partition = &region->partitions.items[i];
        bool last = i == region->partitions.count;
        uint64_t start = last ? end : clipped(partition->address, region->base, end);
        uint64_t stop = last ? end : clipped(end_of(partition), region->base, end);

        if (start > at) {
            if (region->complete && region->size_known) {
                *ARENA_PUSH(arena, &region->gaps) = (struct memory_gap){ at, start - at };
            }
            at = start;
        }
        if (stop > at) {
            region->taken += last || partition->role == MEMORY_FREE ? 0 : stop - at;
            at = stop;
        }
    }
}

static int by_address_and_depth(const void *left, const void *right)
{
    const struct memory_partition *a = left;
    const struct memory_partition *b = right;

    if (a->address == b->address && a->size == b->size && a->depth != b->depth) {
        return a->depth < b->depth ? -1 : 1;
    }
    return by_address(left, right);
}

/* Of equal places the outer one first. Parents are indexes, which change with the order; a partition keeps its number in
 * `lane` meanwhile.
 */
static void sort_with_parents(struct arena *arena, struct memory_partitions *partitions)
{
    size_t *places = arena_array(arena, partitions->count, sizeof *places);

    for (size_t i = 0; i < partitions->count; i++) {
        partitions->items[i].lane = (unsigned)i;
    }
    qsort(partitions->items, partitions->count, sizeof *partitions->items, by_address_and_depth);
    for (size_t i = 0; i < partitions->count; i++) {
        places[partitions->items[i].lane] = i;
    }
    for (size_t i = 0; i < partitions->count; i++) {
        struct memory_partition *partition = &partitions->items[i];

        partition->parent = partition->parent == MEMORY_NO_PARENT ? MEMORY_NO_PARENT : places[partition->parent];
    }
}

void layout_relate(struct layout_reader *reader, struct memory_region *region)
{
    struct memory_partitions *partitions = &region->partitions;
    size_t *parents = arena_array(reader->arena, partitions->count, sizeof *parents);

    qsort(partitions->items, partitions->count, sizeof *partitions->items, by_address);
    for (size_t i = 0; i < partitions->count; i++) {
        parents[i] = find_parent(reader, region, i);
    }
    for (size_t i = 0; i < partitions->count; i++) {
        partitions->items[i].parent = parents[i];
    }
    find_depths(region);
    sort_with_parents(reader->arena, partitions);
    layout_find_overlaps(reader, region);
    find_lanes(region);
    close_region(region);
    add_up(reader->arena, region);
}

static bool begins(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* "pm:mcuboot_primary.size" speaks of mcuboot_primary. */
static bool fact_names(const struct finding_fact *fact, const char *name, bool net)
{
    if ((fact->kind != FACT_PARTITION && fact->kind != FACT_NODE) || begins(fact->subject, "region:") ||
        begins(fact->subject, "deployed") || (begins(fact->subject, "pm:") && net) ||
        (begins(fact->subject, "pm_net:") && !net)) {
        return false;
    }
    return same_text(fact->name, name);
}

static bool speaks_of(struct arena *arena, const struct finding *finding, const char *name, bool net)
{
    for (size_t i = 0; i < finding->facts.count; i++) {
        if (fact_names(&finding->facts.items[i], name, net)) {
            return true;
        }
    }
    return finding->message != NULL && strstr(finding->message, arena_printf(arena, "'%s'", name)) != NULL;
}

void layout_attach_findings(struct layout_reader *reader, const struct check_result *result)
{
    for (size_t i = 0; i < reader->layout->regions.count; i++) {
        struct memory_region *region = &reader->layout->regions.items[i];

        for (size_t k = 0; k < region->partitions.count; k++) {
            struct memory_partition *partition = &region->partitions.items[k];

            for (size_t f = 0; f < result->findings.count; f++) {
                if (speaks_of(reader->arena, &result->findings.items[f], partition->name,
                              layout_region_is_net(region))) {
                    *ARENA_PUSH(reader->arena, &partition->findings) = f;
                }
            }
        }
    }
}
