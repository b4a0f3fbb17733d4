#include <string.h>

#include <libfdt.h>

#include "nrf53pack/bytes.h"
#include "project/devicetree/devicetree_internal.h"

struct blob_reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const void *blob;
    struct devicetree *tree;
    struct devicetree_node *open[DEVICETREE_DEPTH_LIMIT]; /* the path from the root to where we are */
    size_t depth;
    size_t property_count; /* of the whole tree */
};

static bool unusable(const struct blob_reader *reader, const char *reason)
{
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin_file(reader->tree->source),
                    "no usable devicetree blob: %s", reason);
}

static const char *join_node_path(struct arena *arena, const struct devicetree_node *parent, const char *name)
{
    if (parent == NULL) {
        return "/";
    }
    return arena_printf(arena, "%s/%s", parent->parent == NULL ? "" : parent->path, name);
}

static bool begin_node(struct blob_reader *reader, int offset)
{
    int length = 0;
    const char *name = fdt_get_name(reader->blob, offset, &length);
    struct devicetree_node *parent = reader->depth == 0 ? NULL : reader->open[reader->depth - 1];
    struct devicetree_node *node;

    if (name == NULL) {
        return unusable(reader, fdt_strerror(length));
    }
    if (parent == NULL && reader->tree->count > 0) {
        return unusable(reader, "it has a second root node");
    }
    if (reader->depth == DEVICETREE_DEPTH_LIMIT || reader->tree->count == DEVICETREE_NODE_LIMIT) {
        return unusable(reader, "it has too many nodes, or nodes nested too deeply");
    }
    if (parent != NULL && strlen(parent->path) + (size_t)length >= DEVICETREE_PATH_LIMIT) {
        return unusable(reader, "the path of a node is too long");
    }
    node = arena_alloc(reader->arena, sizeof *node);
    node->name = parent == NULL ? "" : name;
    node->path = join_node_path(reader->arena, parent, name);
    node->parent = parent;
    *ARENA_PUSH(reader->arena, reader->tree) = node;
    reader->open[reader->depth++] = node;
    return true;
}

static bool add_property(struct blob_reader *reader, int offset)
{
    const char *name = NULL;
    int length = 0;
    const void *data = fdt_getprop_by_offset(reader->blob, offset, &name, &length);
    struct devicetree_node *node;

    if (data == NULL || name == NULL || length < 0) {
        return unusable(reader, fdt_strerror(length));
    }
    if (reader->depth == 0) {
        return unusable(reader, "it has a property outside of all nodes");
    }
    if (reader->property_count++ == DEVICETREE_PROPERTY_LIMIT) {
        return unusable(reader, "it has too many properties");
    }
    node = reader->open[reader->depth - 1];
    node->properties = arena_grow(reader->arena, node->properties, node->property_count, &node->property_capacity,
                                  sizeof *node->properties);
    node->properties[node->property_count++] = (struct devicetree_property){
        .name = name,
        .data = data,
        .size = (size_t)length,
        .origin = ORIGIN_NONE,
    };
    return true;
}

/* One pass over the tags. libfdt's own iterators look back to the parent's start for each node, which takes
 * quadratic time on a blob made for it.
 */
static bool read_tags(struct blob_reader *reader)
{
    int next = 0;

    for (;;) {
        int offset = next;
        uint32_t tag = fdt_next_tag(reader->blob, offset, &next);
        bool good = true;

        if (tag == FDT_END) {
            break;
        }
        if (tag == FDT_BEGIN_NODE) {
            good = begin_node(reader, offset);
        } else if (tag == FDT_PROP) {
            good = add_property(reader, offset);
        } else if (tag == FDT_END_NODE) {
            good = reader->depth > 0 || unusable(reader, "a node ends that never began");
            reader->depth -= good ? 1 : 0;
        }
        if (!good) {
            return false;
        }
    }
    /* fdt_next_tag() says FDT_END for damage as well, with a negative offset. */
    if (next < 0) {
        return unusable(reader, fdt_strerror(next));
    }
    return (reader->depth == 0 && reader->tree->count > 0) || unusable(reader, "it has no complete root node");
}

static uint32_t cells_of(const struct devicetree_node *node, const char *property, uint32_t missing)
{
    uint32_t value;

    return node != NULL && devicetree_cell(node, property, &value) ? value : missing;
}

static uint64_t read_cells(const uint8_t *data, uint32_t count)
{
    uint64_t value = 0;

    for (uint32_t i = 0; i < count; i++) {
        value = value << 32 | load_be32(data + (size_t)i * 4);
    }
    return value;
}

/* Devicetree Specification 0.4, 2.3.5 and 2.3.6: cells come from the parent; 2 and 1 where it does not say.
 */
static void read_reg(struct devicetree_node *node)
{
    const struct devicetree_property *reg = devicetree_property(node, "reg");
    uint32_t address_cells = cells_of(node->parent, "#address-cells", 2);
    uint32_t size_cells = cells_of(node->parent, "#size-cells", 1);

    if (reg == NULL || address_cells < 1 || address_cells > 2 || size_cells > 2 ||
        reg->size < ((size_t)address_cells + size_cells) * 4) {
        return;
    }
    node->has_address = true;
    node->address = read_cells(reg->data, address_cells);
    node->size = read_cells(reg->data + (size_t)address_cells * 4, size_cells);
}

static void read_standard_properties(struct devicetree_node *node)
{
    const struct devicetree_property *status = devicetree_property(node, "status");
    const char *text = status == NULL ? "okay" : devicetree_string(status);
    bool okay = text != NULL && (strcmp(text, "okay") == 0 || strcmp(text, "ok") == 0);

    node->enabled = okay && (node->parent == NULL || node->parent->enabled);
    node->phandle = cells_of(node, "phandle", cells_of(node, "linux,phandle", 0));
    read_reg(node);
}

static void read_labels(struct blob_reader *reader)
{
    const struct devicetree_node *symbols = devicetree_by_path(reader->tree, "/__symbols__");
    struct devicetree_index *index;

    if (symbols == NULL) {
        return;
    }
    index = devicetree_index_create(reader->arena, reader->tree);
    for (size_t i = 0; i < symbols->property_count; i++) {
        const char *path = devicetree_string(&symbols->properties[i]);
        struct devicetree_node *node = path == NULL ? NULL : devicetree_index_find(index, path);

        if (node != NULL) {
            *ARENA_PUSH(reader->arena, &node->labels) = symbols->properties[i].name;
        }
    }
}

/* dtc -@ adds nodes that are not in the text; nobody above should meet them. */
static void drop_symbol_nodes(struct devicetree *tree)
{
    static const char *const generated[] = { "/__symbols__", "/__fixups__", "/__local_fixups__" };
    size_t kept = 0;

    for (size_t i = 0; i < tree->count; i++) {
        const char *path = tree->items[i]->path;
        bool drop = false;

        for (size_t j = 0; j < ARRAY_LENGTH(generated); j++) {
            size_t length = strlen(generated[j]);

            drop = drop || (strncmp(path, generated[j], length) == 0 && (path[length] == '\0' || path[length] == '/'));
        }
        if (!drop) {
            tree->items[kept++] = tree->items[i];
        }
    }
    tree->count = kept;
}

/* fdt_check_full() looks at the header, then that each tag and string lies inside. In libfdt 1.6.1 it follows
 * a null pointer on a root node without name in a version before 16 (2005), so those are turned away first.
 */
static int check_blob(const void *blob, size_t size)
{
    int error = size < sizeof(struct fdt_header) ? -FDT_ERR_TRUNCATED : fdt_check_header(blob);

    if (error == 0 && fdt_version(blob) < 16) {
        error = -FDT_ERR_BADVERSION;
    }
    return error == 0 ? fdt_check_full(blob, size) : error;
}

bool devicetree_from_blob(struct arena *arena, const void *blob, size_t size, const struct source *source,
                          struct diagnostics *diagnostics, struct devicetree **result)
{
    struct devicetree *tree = arena_alloc(arena, sizeof *tree);
    struct blob_reader reader = { .arena = arena, .diagnostics = diagnostics, .blob = blob, .tree = tree };
    int error;

    tree->source = source;
    if (size > DEVICETREE_BLOB_LIMIT) {
        return unusable(&reader, "it is larger than 4 MiB");
    }
    error = check_blob(blob, size);
    if (error != 0) {
        return unusable(&reader, fdt_strerror(error));
    }
    if (!read_tags(&reader)) {
        return false;
    }
    for (size_t i = 0; i < tree->count; i++) {
        read_standard_properties(tree->items[i]);
    }
    read_labels(&reader);
    drop_symbol_nodes(tree);
    *result = tree;
    return true;
}

bool devicetree_read_dtb(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                         struct devicetree **tree)
{
    void *aligned;

    if (source->size > DEVICETREE_BLOB_LIMIT) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "no usable devicetree blob: it is larger than 4 MiB");
    }
    aligned = arena_alloc(arena, source->size);
    memcpy(aligned, source->data, source->size);
    return devicetree_from_blob(arena, aligned, source->size, source, diagnostics, tree);
}
