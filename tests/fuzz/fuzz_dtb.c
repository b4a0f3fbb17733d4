/* A hostile .dtb must be read or refused, and what was read must answer every question. */
#include <stdint.h>
#include <string.h>

#include "project/devicetree/devicetree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t ask(const struct devicetree *tree, const struct devicetree_node *node)
{
    uint64_t memory = 0;
    uint32_t cell = 0;
    size_t answers = 0;

    answers += devicetree_memory_size(node, &memory);
    answers += devicetree_is_partition(node);
    answers += devicetree_cell(node, "erase-block-size", &cell);
    answers += devicetree_by_path(tree, node->path) != NULL;
    for (size_t i = 0; i < node->labels.count; i++) {
        answers += devicetree_by_label(tree, node->labels.items[i]) != NULL;
    }
    return answers;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source = source_from_bytes(arena, "fuzz.dtb", data, size);
    struct devicetree *tree;

    if (devicetree_read_dtb(arena, source, &diagnostics, &tree)) {
        struct origin origin;
        size_t answers = 0;

        for (size_t i = 0; i < tree->count && i < 200; i++) {
            answers += ask(tree, tree->items[i]);
        }
        answers += devicetree_chosen(tree, "zephyr,flash", &origin) != NULL;
        answers += devicetree_chosen(tree, "nordic,pm-ext-flash", NULL) != NULL;
        answers += devicetree_by_compatible(tree, "soc-nv-flash") != NULL;
        (void)answers;
    }
    arena_destroy(arena);
    return 0;
}
