/* Which partitions of a region share bytes although neither is a part of the other.
 *
 * Spans are a graph, not a tree: Partition Manager puts an image that is built with TF-M, and everything in a slot of the
 * immutable bootloader, into several containers at once.
 */
#include <string.h>

#include "layout/reader.h"

/* A row a partition: bit k is set where partition k is a part of it, over any number of steps. */
struct part_table {
    const struct memory_region *region;
    size_t words; /* of 64 bits in a row */
    uint64_t *rows;
    bool *holds; /* whether it has any parts */
};

static uint64_t end_of(const struct memory_partition *partition)
{
    return partition->address + partition->size;
}

static bool get(const struct part_table *table, size_t row, size_t column)
{
    return (table->rows[row * table->words + column / 64] >> (column % 64) & 1) != 0;
}

static void find_parts(struct layout_reader *reader, struct part_table *table, size_t row)
{
    const struct memory_partition *items = table->region->partitions.items;

    for (size_t i = 0; i < table->region->partitions.count; i++) {
        if (i != row && layout_is_part(reader, table->region, &items[row], &items[i])) {
            table->rows[row * table->words + i / 64] |= UINT64_C(1) << (i % 64);
            table->holds[row] = true;
        }
    }
}

/* Warshall's algorithm: names, spans and nesting may each say one of two steps. */
static void close_over(struct part_table *table)
{
    size_t count = table->region->partitions.count;

    for (size_t middle = 0; middle < count; middle++) {
        for (size_t row = 0; table->holds[middle] && row < count; row++) {
            for (size_t word = 0; get(table, row, middle) && word < table->words; word++) {
                table->rows[row * table->words + word] |= table->rows[middle * table->words + word];
            }
        }
    }
}

static struct part_table part_table_create(struct layout_reader *reader, const struct memory_region *region)
{
    size_t count = region->partitions.count;
    struct part_table table = { .region = region, .words = (count + 63) / 64 };

    table.rows = arena_array(reader->arena, count * table.words, sizeof *table.rows);
    table.holds = arena_array(reader->arena, count, sizeof *table.holds);
    for (size_t row = 0; row < count; row++) {
        find_parts(reader, &table, row);
    }
    close_over(&table);
    return table;
}

/* Partitions are in the order of their addresses: the first hole between common parts decides. */
static bool common_parts_cover(const struct part_table *table, size_t left, size_t right)
{
    const struct memory_partition *items = table->region->partitions.items;
    uint64_t at = items[left].address > items[right].address ? items[left].address : items[right].address;
    uint64_t end = end_of(&items[left]) < end_of(&items[right]) ? end_of(&items[left]) : end_of(&items[right]);

    for (size_t i = 0; i < table->region->partitions.count && at < end && items[i].address <= at; i++) {
        if (end_of(&items[i]) > at && get(table, left, i) && get(table, right, i)) {
            at = end_of(&items[i]);
        }
    }
    return at >= end;
}

static bool belong_together(const struct part_table *table, size_t left, size_t right)
{
    return get(table, left, right) || get(table, right, left) ||
           (table->holds[left] && table->holds[right] && common_parts_cover(table, left, right));
}

/* What is left over belongs to nobody; images that run one after the other have the same RAM. */
static bool may_share(const struct memory_partition *left, const struct memory_partition *right)
{
    if (left->role == MEMORY_FREE || right->role == MEMORY_FREE) {
        return true;
    }
    return left->role == MEMORY_RAM && right->role == MEMORY_RAM && left->owner != NULL && right->owner != NULL &&
           strcmp(left->owner, right->owner) != 0;
}

void layout_find_overlaps(struct layout_reader *reader, struct memory_region *region)
{
    const struct part_table table = part_table_create(reader, region);
    struct memory_partition *items = region->partitions.items;

    for (size_t i = 0; i < region->partitions.count; i++) {
        for (size_t k = 0; k < region->partitions.count; k++) {
            if (i != k && layout_share(&items[i], &items[k]) && !may_share(&items[i], &items[k]) &&
                !belong_together(&table, i, k)) {
                *ARENA_PUSH(reader->arena, &items[i].overlaps) = k;
            }
        }
    }
}
