#include <stdlib.h>
#include <string.h>

#include "project/devicetree/devicetree_internal.h"

/* A path starts with '/', a label never does: one sorted table serves both. */
struct index_entry {
    const char *key;
    struct devicetree_node *node;
};

struct devicetree_index {
    struct index_entry *items;
    size_t count;
};

static int compare_entries(const void *left, const void *right)
{
    const struct index_entry *left_entry = left;
    const struct index_entry *right_entry = right;

    return strcmp(left_entry->key, right_entry->key);
}

struct devicetree_index *devicetree_index_create(struct arena *arena, const struct devicetree *tree)
{
    struct devicetree_index *index = arena_alloc(arena, sizeof *index);
    size_t keys = tree->count;

    for (size_t i = 0; i < tree->count; i++) {
        keys += tree->items[i]->labels.count;
    }
    index->items = arena_array(arena, keys, sizeof *index->items);
    for (size_t i = 0; i < tree->count; i++) {
        struct devicetree_node *node = tree->items[i];

        index->items[index->count++] = (struct index_entry){ node->path, node };
        for (size_t j = 0; j < node->labels.count; j++) {
            index->items[index->count++] = (struct index_entry){ node->labels.items[j], node };
        }
    }
    qsort(index->items, index->count, sizeof *index->items, compare_entries);
    return index;
}

struct devicetree_node *devicetree_index_find(const struct devicetree_index *index, const char *key)
{
    struct index_entry wanted = { key, NULL };
    const struct index_entry *found;

    if (index->count == 0) {
        return NULL;
    }
    found = bsearch(&wanted, index->items, index->count, sizeof *index->items, compare_entries);
    return found == NULL ? NULL : found->node;
}
