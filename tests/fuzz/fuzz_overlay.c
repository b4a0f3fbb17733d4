/* Any bytes as an overlay, twice, then as the base under it: read or refused with a place, and every label and chosen
 * node that was read is found again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "project/devicetree/overlay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_node(const struct devicetree *tree, const struct devicetree_node *node)
{
    uint64_t memory;

    if (node->path == NULL || node->name == NULL || strlen(node->path) < strlen(node->name)) {
        abort();
    }
    for (size_t i = 0; i < node->labels.count; i++) {
        if (devicetree_by_label(tree, node->labels.items[i]) == NULL) {
            abort();
        }
    }
    for (size_t i = 0; i < node->property_count; i++) {
        /* Values can be read as text. */
        if (node->properties[i].data == NULL || node->properties[i].data[node->properties[i].size] != 0) {
            abort();
        }
    }
    if (devicetree_memory_size(node, &memory) && memory == 0 && node->size != 0) {
        abort();
    }
    (void)devicetree_is_partition(node);
}

/* "a" is the overlay itself. */
static const struct source *find_itself(void *context, const struct source *from, struct slice path)
{
    return slice_equals(path, "a") ? from : context;
}

static void pass_over(void *context, struct origin origin, struct slice path)
{
    (void)context;
    if (origin.line == 0 || path.data == NULL) {
        abort();
    }
}

static void pass_condition(void *context, struct origin origin)
{
    pass_over(context, origin, slice_of(""));
}

static void read_with_includes(struct arena *arena, const struct source *source)
{
    const struct overlay_includes includes = { find_itself, pass_over, pass_condition, NULL };
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct devicetree *tree = overlay_tree_create(arena);

    if (overlay_read(arena, tree, source, &includes, &diagnostics) != (diagnostics.count == 0)) {
        abort();
    }
    for (size_t i = 0; i < tree->count; i++) {
        check_node(tree, tree->items[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    static const struct devicetree_default given = { "the board", "all" };
    const struct source *source = source_from_bytes(arena, "app.overlay", data, size);
    struct devicetree *tree = overlay_tree_create(arena);
    bool good = overlay_read(arena, tree, source, NULL, &diagnostics);

    if (good != (diagnostics.count == 0) || (!good && diagnostics.items[0].origin.line == 0)) {
        abort();
    }
    tree = overlay_tree_copy(arena, tree);
    if (good && (!overlay_read(arena, tree, source, NULL, &diagnostics) ||
                 !overlay_read_base(arena, tree, source, &given, &diagnostics))) {
        abort();
    }
    (void)devicetree_chosen(tree, "nordic,pm-ext-flash", NULL);
    read_with_includes(arena, source);
    for (size_t i = 0; i < tree->count; i++) {
        check_node(tree, tree->items[i]);
    }
    arena_destroy(arena);
    return 0;
}
