#include <inttypes.h>
#include <string.h>

#include "project/partitions/partitions.h"
#include "recipe/recipe_compare_files.h"

static bool same_number(struct partition_number left, struct partition_number right)
{
    return left.present == right.present && left.negative == right.negative && left.magnitude == right.magnitude;
}

static bool has_member(const struct partition *partition, const char *name)
{
    for (size_t i = 0; i < partition->span.count; i++) {
        if (strcmp(partition->span.items[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool same_members(const struct partition *left, const struct partition *right)
{
    for (size_t i = 0; i < left->span.count; i++) {
        if (!has_member(right, left->span.items[i])) {
            return false;
        }
    }
    return left->span.count == right->span.count;
}

static bool same_partition(const struct partition *left, const struct partition *right)
{
    return same_number(left->address, right->address) && same_number(left->size, right->size) &&
           strcmp(left->region, right->region) == 0 && same_text(left->device, right->device) &&
           same_members(left, right);
}

static void add_partition(struct text *out, const struct partition *partition)
{
    text_printf(out, "  %s: {address: 0x%" PRIx64 ", size: 0x%" PRIx64 ", region: %s",
                text_printable(out->arena, slice_of(partition->name), 100), partition->address.magnitude,
                partition->size.magnitude, text_printable(out->arena, slice_of(partition->region), 100));
    if (partition->device != NULL) {
        text_printf(out, ", device: %s", text_printable(out->arena, slice_of(partition->device), 100));
    }
    for (size_t i = 0; i < partition->span.count; i++) {
        text_printf(out, "%s%s", i == 0 ? ", span: [" : ", ",
                    text_printable(out->arena, slice_of(partition->span.items[i]), 100));
    }
    text_append(out, partition->span.count > 0 ? "]}\n" : "}\n");
}

/* The recipe gives each byte of its regions to a partition, so that one more lies in another's place. */
static bool is_in_the_way(const struct partition_map *recipe, const struct partition *partition)
{
    if (partition_find(recipe, partition->name) != NULL) {
        return false;
    }
    for (size_t i = 0; i < recipe->count; i++) {
        if (strcmp(recipe->items[i].region, partition->region) == 0) {
            return true;
        }
    }
    return false;
}

bool recipe_compare_partitions(struct arena *arena, const struct source *wanted, const struct source *there,
                               struct recipe_comparison *comparison)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct anomalies anomalies = { 0 };
    struct partition_map *recipe;
    struct partition_map *file;

    if (!partitions_read_yaml(arena, wanted, &anomalies, &diagnostics, &recipe) ||
        !partitions_read_yaml(arena, there, &anomalies, &diagnostics, &file)) {
        return recipe_compare_failed(comparison, &diagnostics);
    }
    for (size_t i = 0; i < recipe->count; i++) {
        const struct partition *partition = partition_find(file, recipe->items[i].name);

        if (partition == NULL || !same_partition(partition, &recipe->items[i])) {
            add_partition(&comparison->missing, &recipe->items[i]);
        }
    }
    for (size_t i = 0; i < file->count; i++) {
        if (is_in_the_way(recipe, &file->items[i])) {
            add_partition(&comparison->against, &file->items[i]);
        }
    }
    return comparison->missing.length == 0 && comparison->against.length == 0;
}
