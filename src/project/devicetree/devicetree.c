#include "project/devicetree/devicetree.h"

#include <string.h>

#include "nrf53pack/bytes.h"
#include "project/devicetree/devicetree_internal.h"

static const struct devicetree_node *by_path(const struct devicetree *tree, struct slice path)
{
    for (size_t i = 0; i < tree->count; i++) {
        if (slice_equals(path, tree->items[i]->path)) {
            return tree->items[i];
        }
    }
    return NULL;
}

const struct devicetree_node *devicetree_by_path(const struct devicetree *tree, const char *path)
{
    return by_path(tree, slice_of(path));
}

const struct devicetree_node *devicetree_by_label(const struct devicetree *tree, const char *label)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct devicetree_labels *labels = &tree->items[i]->labels;

        for (size_t j = 0; j < labels->count; j++) {
            if (strcmp(labels->items[j], label) == 0) {
                return tree->items[i];
            }
        }
    }
    return NULL;
}

static const struct devicetree_property *find_property(const struct devicetree_node *node, const char *name)
{
    for (size_t i = 0; i < node->property_count; i++) {
        if (strcmp(node->properties[i].name, name) == 0) {
            return &node->properties[i];
        }
    }
    return NULL;
}

const struct devicetree_property *devicetree_property(const struct devicetree_node *node, const char *name)
{
    const struct devicetree_property *property = find_property(node, name);

    return property == NULL || property->deleted ? NULL : property;
}

const struct devicetree_property *devicetree_property_deleted(const struct devicetree_node *node, const char *name)
{
    const struct devicetree_property *property = find_property(node, name);

    return property != NULL && property->deleted ? property : NULL;
}

const char *devicetree_string(const struct devicetree_property *property)
{
    if (property->size == 0 || memchr(property->data, '\0', property->size) != property->data + property->size - 1) {
        return NULL;
    }
    return (const char *)property->data;
}

static const struct devicetree_node *by_phandle(const struct devicetree *tree, uint32_t phandle)
{
    for (size_t i = 0; phandle != 0 && i < tree->count; i++) {
        if (tree->items[i]->phandle == phandle) {
            return tree->items[i];
        }
    }
    return NULL;
}

/* "/soc/uart@8000", "/soc/uart@8000:115200", or the name of an alias (Devicetree Specification 0.4, 3.6). */
static const struct devicetree_node *by_path_or_alias(const struct devicetree *tree, const char *text)
{
    struct slice path = { text, strcspn(text, ":") };
    const struct devicetree_node *aliases;

    if (text[0] == '/') {
        return by_path(tree, path);
    }
    if (text[0] == '&') {
        return devicetree_by_label(tree, text + 1); /* as an overlay writes it */
    }
    aliases = devicetree_by_path(tree, "/aliases");
    for (size_t i = 0; aliases != NULL && i < aliases->property_count; i++) {
        if (slice_equals(path, aliases->properties[i].name)) {
            const char *target = devicetree_string(&aliases->properties[i]);

            return target == NULL ? NULL : devicetree_by_path(tree, target);
        }
    }
    return NULL;
}

const struct devicetree_node *devicetree_chosen(const struct devicetree *tree, const char *property,
                                                struct origin *origin)
{
    const struct devicetree_node *chosen = devicetree_by_path(tree, "/chosen");
    const struct devicetree_property *found = chosen == NULL ? NULL : devicetree_property(chosen, property);
    const char *text;

    if (origin != NULL) {
        *origin = found == NULL ? ORIGIN_NONE : found->origin;
    }
    if (found == NULL || found->unknown) {
        return NULL;
    }
    text = devicetree_string(found);
    if (text != NULL && text[0] != '\0') {
        return by_path_or_alias(tree, text);
    }
    return found->size == 4 ? by_phandle(tree, load_be32(found->data)) : NULL;
}

const struct devicetree_node *devicetree_by_compatible(const struct devicetree *tree, const char *compatible)
{
    const struct devicetree_node *disabled = NULL;

    for (size_t i = 0; i < tree->count; i++) {
        const struct devicetree_node *node = tree->items[i];

        if (!devicetree_is_compatible(node, compatible)) {
            continue;
        }
        if (node->enabled) {
            return node;
        }
        disabled = disabled == NULL ? node : disabled;
    }
    return disabled;
}

bool devicetree_is_compatible(const struct devicetree_node *node, const char *compatible)
{
    const struct devicetree_property *list = devicetree_property(node, "compatible");
    size_t length = strlen(compatible) + 1;
    size_t at = 0;

    while (list != NULL && !list->unknown && at < list->size) {
        const uint8_t *item = list->data + at;
        const uint8_t *end = memchr(item, '\0', list->size - at);

        if (end == NULL) {
            return false;
        }
        if ((size_t)(end - item) + 1 == length && memcmp(item, compatible, length) == 0) {
            return true;
        }
        at += (size_t)(end - item) + 1;
    }
    return false;
}

bool devicetree_cell(const struct devicetree_node *node, const char *property, uint32_t *value)
{
    const struct devicetree_property *found = devicetree_property(node, property);

    if (found == NULL || found->unknown || found->size != 4) {
        return false;
    }
    *value = load_be32(found->data);
    return true;
}

static bool is_any(const struct devicetree_node *node, const char *const *compatibles, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (devicetree_is_compatible(node, compatibles[i])) {
            return true;
        }
    }
    return false;
}

bool devicetree_memory_size(const struct devicetree_node *node, uint64_t *size)
{
    static const char *const mapped[] = { "soc-nv-flash", "mmio-sram" };
    static const char *const nor[] = { "nordic,qspi-nor", "jedec,spi-nor", "jedec,mspi-nor" };
    uint32_t value;

    if (is_any(node, mapped, ARRAY_LENGTH(mapped))) {
        *size = node->size;
        return node->has_address && node->size > 0;
    }
    if (!is_any(node, nor, ARRAY_LENGTH(nor))) {
        return false;
    }
    /* `size` counts bits and is what Zephyr's bindings have had from the beginning; newer ones take
     * `size-in-bytes` instead, for parts whose bits do not fit one cell.
     */
    if (devicetree_property(node, "size-in-bytes") != NULL) {
        *size = devicetree_cell(node, "size-in-bytes", &value) ? value : 0;
        return *size > 0;
    }
    if (devicetree_cell(node, "size", &value)) {
        *size = value / 8;
        return true;
    }
    return false;
}

bool devicetree_is_partition(const struct devicetree_node *node)
{
    return devicetree_is_compatible(node, "zephyr,mapped-partition") ||
           (node->parent != NULL && devicetree_is_compatible(node->parent, "fixed-partitions"));
}
