#include <string.h>

#include "project/devicetree/overlay.h"
#include "recipe/recipe_compare_files.h"

/* A node that the overlay names and the board has: "&mx25r64" as a path. */
static bool is_reference(const struct devicetree_node *node)
{
    return node->path[0] == '&' && strchr(node->path, '/') == NULL;
}

static bool has_label(const struct devicetree_node *node, const char *label)
{
    for (size_t i = 0; i < node->labels.count; i++) {
        if (strcmp(node->labels.items[i], label) == 0) {
            return true;
        }
    }
    return false;
}

static bool same_property(const struct devicetree_node *node, const struct devicetree_property *wanted)
{
    const struct devicetree_property *there = devicetree_property(node, wanted->name);

    return there != NULL && !there->unknown && there->size == wanted->size &&
           (wanted->size == 0 || memcmp(there->data, wanted->data, wanted->size) == 0);
}

/* What the recipe says of one node, and the other overlay does not. */
static void compare_node(const struct devicetree_node *wanted, const struct devicetree_node *there, struct text *out)
{
    bool known = there != NULL && !there->deleted && !there->unknown;

    for (size_t i = 0; i < wanted->labels.count && !is_reference(wanted); i++) {
        if (!known || !has_label(there, wanted->labels.items[i])) {
            recipe_compare_line(out, wanted->origin);
            break;
        }
    }
    for (size_t i = 0; i < wanted->property_count; i++) {
        if (!known || !same_property(there, &wanted->properties[i])) {
            recipe_compare_line(out, wanted->properties[i].origin);
        }
    }
}

static bool has_partitions(const struct devicetree *tree)
{
    return devicetree_by_compatible(tree, "fixed-partitions") != NULL;
}

/* Where the recipe divides a flash, further partitions of it lie in the way of the recipe's. */
static void list_partitions(const struct devicetree *recipe, const struct devicetree *file, struct text *out)
{
    for (size_t i = 0; i < file->count && has_partitions(recipe); i++) {
        const struct devicetree_node *node = file->items[i];

        if (devicetree_is_partition(node) && !node->deleted && devicetree_by_path(recipe, node->path) == NULL) {
            recipe_compare_line(out, node->origin);
        }
    }
}

/* Without `/delete-node/ partitions` those of the board stay beside the recipe's. */
static void list_deletions(const struct source *wanted, const struct source *there, struct text *out)
{
    static const char deletion[] = "/delete-node/ partitions;";

    if (strstr(wanted->data, deletion) != NULL && strstr(there->data, deletion) == NULL) {
        text_printf(out, "  %s\n", deletion);
    }
}

bool recipe_compare_overlay(struct arena *arena, const struct source *wanted, const struct source *there,
                            struct recipe_comparison *comparison)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct devicetree *recipe = overlay_tree_create(arena);
    struct devicetree *file = overlay_tree_create(arena);

    if (!overlay_read(arena, recipe, wanted, NULL, &diagnostics) ||
        !overlay_read(arena, file, there, NULL, &diagnostics)) {
        return recipe_compare_failed(comparison, &diagnostics);
    }
    for (size_t i = 0; i < recipe->count; i++) {
        compare_node(recipe->items[i], devicetree_by_path(file, recipe->items[i]->path), &comparison->missing);
    }
    list_deletions(wanted, there, &comparison->missing);
    list_partitions(recipe, file, &comparison->against);
    return comparison->missing.length == 0 && comparison->against.length == 0;
}
