#include "project/devicetree/overlay.h"

#include <string.h>

#include "base/result.h"

#include "nrf53pack/bytes.h"
#include "project/devicetree/devicetree_internal.h"
#include "project/devicetree/overlay_internal.h"

/* Of a node that is made now. */
static struct origin new_origin(const struct overlay_reader *reader, struct origin origin)
{
    return reader->base != NULL ? ORIGIN_NONE : origin;
}

static bool same_name(const struct devicetree_node *node, struct slice name)
{
    return slice_equals(name, node->name);
}

static struct devicetree_node *find_child(const struct devicetree *tree, const struct devicetree_node *parent,
                                          struct slice name)
{
    for (size_t i = 0; i < tree->count; i++) {
        if (tree->items[i]->parent == parent && same_name(tree->items[i], name)) {
            return tree->items[i];
        }
    }
    return NULL;
}

static struct devicetree_node *find_label(const struct devicetree *tree, struct slice label)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct devicetree_labels *labels = &tree->items[i]->labels;

        for (size_t k = 0; k < labels->count; k++) {
            if (slice_equals(label, labels->items[k])) {
                return tree->items[i];
            }
        }
    }
    return NULL;
}

static struct devicetree_node *find_path(const struct devicetree *tree, struct slice path)
{
    for (size_t i = 0; i < tree->count; i++) {
        if (slice_equals(path, tree->items[i]->path)) {
            return tree->items[i];
        }
    }
    return NULL;
}

static struct devicetree_node *add_node(struct overlay_reader *reader, struct devicetree_node *parent, const char *path,
                                        const char *name, struct origin origin)
{
    struct devicetree_node *node;

    if (reader->tree->count >= DEVICETREE_NODE_LIMIT) {
        (void)overlay_fail(&reader->scanner, origin, "more nodes than any devicetree has");
        return NULL;
    }
    node = arena_alloc(reader->scanner.arena, sizeof *node);
    node->path = path;
    node->name = name;
    node->parent = parent;
    node->origin = origin;
    node->given = reader->base;
    *ARENA_PUSH(reader->scanner.arena, reader->tree) = node;
    return node;
}

/* A node of the base that the overlay only names: "&mx25r64" stands for its path. */
static struct devicetree_node *referenced_node(struct overlay_reader *reader, struct slice reference,
                                               struct origin origin)
{
    struct arena *arena = reader->scanner.arena;
    const char *text = arena_strndup(arena, reference.data, reference.length);
    struct devicetree_node *node;

    if (reference.length > 0 && reference.data[0] == '/') {
        node = find_path(reader->tree, reference);
        return node != NULL ? node : add_node(reader, NULL, text, strrchr(text, '/') + 1, origin);
    }
    node = find_label(reader->tree, reference);
    if (node == NULL) {
        node = add_node(reader, NULL, arena_printf(arena, "&%s", text), text, origin);
        if (node != NULL) {
            *ARENA_PUSH(arena, &node->labels) = text;
        }
    }
    return node;
}

static struct devicetree_node *child_node(struct overlay_reader *reader, struct devicetree_node *parent,
                                          struct slice name, struct origin origin)
{
    struct arena *arena = reader->scanner.arena;
    struct devicetree_node *node = find_child(reader->tree, parent, name);
    const char *text;

    if (node != NULL) {
        return node;
    }
    text = arena_strndup(arena, name.data, name.length);
    return add_node(
        reader, parent,
        arena_printf(arena, "%s/%s", parent->parent == NULL && parent->path[1] == '\0' ? "" : parent->path, text), text,
        origin);
}

/* fresh: it was not there before. */
static struct devicetree_property *own_property(struct arena *arena, struct devicetree_node *node, struct slice name,
                                                bool *fresh)
{
    struct devicetree_property *property = NULL;

    for (size_t i = 0; i < node->property_count && property == NULL; i++) {
        property = slice_equals(name, node->properties[i].name) ? &node->properties[i] : NULL;
    }
    *fresh = property == NULL;
    if (property == NULL) {
        node->properties = arena_grow(arena, node->properties, node->property_count, &node->property_capacity,
                                      sizeof *node->properties);
        property = &node->properties[node->property_count++];
        *property = (struct devicetree_property){ .name = arena_strndup(arena, name.data, name.length),
                                                  .data = (const uint8_t *)"" };
    }
    return property;
}

static bool expect(struct overlay_reader *reader, char c, const char *what)
{
    overlay_skip(&reader->scanner);
    if (overlay_peek(&reader->scanner, 0) == c) {
        overlay_advance(&reader->scanner, 1);
        return true;
    }
    return overlay_fail(&reader->scanner, overlay_here(&reader->scanner), what);
}

static void put_property(const struct overlay_reader *reader, struct devicetree_property *property, bool fresh,
                         struct devicetree_property value)
{
    if (reader->base != NULL && !fresh) {
        return;
    }
    value.origin = new_origin(reader, value.origin);
    value.given = reader->base;
    *property = value;
}

/* Between #if and #endif nothing is certain: what stands there is known to be there, its value is not. */
static bool read_property(struct overlay_reader *reader, struct devicetree_node *node, struct slice name,
                          struct origin origin)
{
    struct overlay_scanner *scanner = &reader->scanner;
    struct devicetree_property *property;
    struct devicetree_property value;
    bool fresh;

    if (node->property_count >= DEVICETREE_PROPERTY_LIMIT / 64) {
        return overlay_fail(scanner, origin, "more properties than any node has");
    }
    property = own_property(scanner->arena, node, name, &fresh);
    value = (struct devicetree_property){ .name = property->name, .data = (const uint8_t *)"", .origin = origin };
    overlay_skip(scanner);
    if (overlay_peek(scanner, 0) == '=') {
        overlay_advance(scanner, 1);
        if (!overlay_read_values(scanner, &value)) {
            return false;
        }
    }
    value.unknown = value.unknown || scanner->if_depth > 0;
    put_property(reader, property, fresh, value);
    return expect(reader, ';', "expected ';' behind the property");
}

static void delete_node(const struct overlay_reader *reader, struct devicetree_node *node, struct origin origin,
                        bool certain)
{
    /* A node that the overlays have is there, whatever the base has. */
    if (node != NULL && (reader->base == NULL || (node->property_count == 0 && node->origin.source == NULL))) {
        node->deleted = certain;
        node->unknown = !certain;
        node->origin = new_origin(reader, origin);
        node->given = reader->base;
        node->property_count = 0;
    }
}

/* /include/ "file", which is dtc's own */
static bool read_dtc_include(struct overlay_reader *reader, struct devicetree_node *node, struct origin origin)
{
    struct slice path = { "", 0 };

    if (overlay_peek(&reader->scanner, 0) == '"' && !overlay_take_quoted(&reader->scanner, &path)) {
        return false;
    }
    return overlay_include(reader, path, false, origin, node);
}

/* /delete-node/ name; /delete-node/ &label; /delete-property/ name; and those without meaning here. */
static bool read_directive(struct overlay_reader *reader, struct devicetree_node *node)
{
    struct overlay_scanner *scanner = &reader->scanner;
    struct origin origin = overlay_here(scanner);
    bool certain = scanner->if_depth == 0;
    struct slice word;

    overlay_advance(scanner, 1);
    word = overlay_take_name(scanner);
    overlay_advance(scanner, overlay_peek(scanner, 0) == '/');
    overlay_skip(scanner);
    if (slice_equals(word, "omit-if-no-ref")) {
        return true; /* stands in front of what is read as usual */
    }
    if (slice_equals(word, "include")) {
        return read_dtc_include(reader, node, origin);
    }
    if (slice_equals(word, "delete-node") && overlay_peek(scanner, 0) == '&') {
        struct slice reference = overlay_take_reference(scanner);

        if (reference.length > 0) {
            delete_node(reader, referenced_node(reader, reference, new_origin(reader, origin)), origin, certain);
        }
    } else if (slice_equals(word, "delete-node") && node != NULL) {
        struct slice name = overlay_take_name(scanner);

        if (name.length > 0) {
            delete_node(reader, child_node(reader, node, name, new_origin(reader, origin)), origin, certain);
        }
    } else if (slice_equals(word, "delete-property") && node != NULL) {
        struct slice name = overlay_take_name(scanner);

        if (name.length > 0) {
            bool fresh;
            struct devicetree_property *property = own_property(scanner->arena, node, name, &fresh);

            put_property(reader, property, fresh,
                         (struct devicetree_property){ .name = property->name,
                                                       .data = (const uint8_t *)"",
                                                       .origin = origin,
                                                       .deleted = certain,
                                                       .unknown = !certain });
        }
    }
    while (overlay_peek(scanner, 0) >= 0 && overlay_peek(scanner, 0) != ';') {
        overlay_advance(scanner, 1);
    }
    return expect(reader, ';', "expected ';' behind the directive");
}

static bool read_body(struct overlay_reader *reader, struct devicetree_node *node);

static bool open_node(struct overlay_reader *reader, struct devicetree_node *node, const struct string_list *labels,
                      struct origin origin)
{
    if (node == NULL) {
        return false;
    }
    if (++reader->node_depth > DEVICETREE_DEPTH_LIMIT) {
        return overlay_fail(&reader->scanner, origin, "nodes stand deeper within each other than in any devicetree");
    }
    if (reader->base == NULL) {
        node->deleted = false;
        node->origin = origin;
        node->given = NULL;
        node->unknown = node->unknown || reader->scanner.if_depth > 0;
    }
    for (size_t i = 0; i < labels->count; i++) {
        *ARENA_PUSH(reader->scanner.arena, &node->labels) = labels->items[i];
    }
    overlay_advance(&reader->scanner, 1);
    if (!read_body(reader, node)) {
        return false;
    }
    reader->node_depth--;
    return expect(reader, ';', "expected ';' behind the node");
}

/* A statement of none of the known forms is a macro's: to its ';', or over its braces. */
static bool skip_statement(struct overlay_reader *reader, struct origin origin)
{
    struct overlay_scanner *scanner = &reader->scanner;
    unsigned open = 0;

    for (; overlay_peek(scanner, 0) >= 0; overlay_advance(scanner, 1)) {
        int c = overlay_peek(scanner, 0);

        if (c == '}' && open == 0) {
            return true;
        }
        open += c == '{';
        open -= c == '}';
        if ((c == ';' && open == 0) || (c == '\n' && open == 0)) {
            overlay_advance(scanner, 1);
            return true;
        }
    }
    return overlay_fail(scanner, origin, "this statement has no end: expected ';' or '}'");
}

/* What a statement begins with: labels, then '/', "&label", "&{/path}" or a name. */
struct subject {
    struct string_list labels;
    struct slice reference;
    struct slice name;
    bool root;
};

static void take_word(struct overlay_scanner *scanner, bool top, struct subject *subject)
{
    subject->root = top && overlay_peek(scanner, 0) == '/';
    subject->reference = overlay_take_reference(scanner);
    subject->name = (struct slice){ "", 0 };
    if (subject->root) {
        overlay_advance(scanner, 1);
    } else if (subject->reference.length == 0) {
        subject->name = overlay_take_name(scanner);
    }
    overlay_skip(scanner);
}

static void take_subject(struct overlay_scanner *scanner, bool top, struct subject *subject)
{
    take_word(scanner, top, subject);
    while (subject->name.length > 0 && overlay_peek(scanner, 0) == ':') {
        *ARENA_PUSH(scanner->arena, &subject->labels) =
            arena_strndup(scanner->arena, subject->name.data, subject->name.length);
        overlay_advance(scanner, 1);
        overlay_skip(scanner);
        take_word(scanner, top, subject);
    }
}

/* "label: other: name { ", "&label { ", "name = value;", "name;" */
static bool read_statement(struct overlay_reader *reader, struct devicetree_node *node)
{
    struct overlay_scanner *scanner = &reader->scanner;
    struct origin origin = overlay_here(scanner);
    struct subject subject = { .root = false };
    bool opens;

    take_subject(scanner, node == NULL, &subject);
    opens = overlay_peek(scanner, 0) == '{';
    if (opens && subject.root) {
        return open_node(reader, reader->tree->items[0], &subject.labels, origin);
    }
    if (opens && subject.reference.length > 0) {
        return open_node(reader, referenced_node(reader, subject.reference, new_origin(reader, origin)),
                         &subject.labels, origin);
    }
    if (node == NULL || subject.name.length == 0) {
        return skip_statement(reader, origin);
    }
    if (opens) {
        return open_node(reader, child_node(reader, node, subject.name, new_origin(reader, origin)), &subject.labels,
                         origin);
    }
    if (overlay_peek(scanner, 0) == '=' || overlay_peek(scanner, 0) == ';') {
        return read_property(reader, node, subject.name, origin);
    }
    return skip_statement(reader, origin);
}

static bool at_directive(const struct overlay_scanner *scanner)
{
    int next = overlay_peek(scanner, 1);

    return overlay_peek(scanner, 0) == '/' && next >= 'a' && next <= 'z';
}

/* One item of a node's body or, with node NULL, of the file. */
static bool read_item(struct overlay_reader *reader, struct devicetree_node *node)
{
    struct overlay_scanner *scanner = &reader->scanner;
    struct slice directive = overlay_directive(scanner);

    if (directive.length > 0) {
        return overlay_preprocess(reader, directive, node);
    }
    if (overlay_peek(scanner, 0) == ';') {
        overlay_advance(scanner, 1);
        return true;
    }
    return at_directive(scanner) ? read_directive(reader, node) : read_statement(reader, node);
}

static bool read_body(struct overlay_reader *reader, struct devicetree_node *node)
{
    struct overlay_scanner *scanner = &reader->scanner;
    struct origin start = overlay_here(scanner);

    for (overlay_skip(scanner); overlay_peek(scanner, 0) != '}'; overlay_skip(scanner)) {
        if (scanner->failed) {
            return false;
        }
        if (overlay_peek(scanner, 0) < 0) {
            return overlay_fail(scanner, start, "this node has no end: expected '}'");
        }
        if (!read_item(reader, node)) {
            return false;
        }
    }
    overlay_advance(scanner, 1);
    return true;
}

static bool read_file(struct overlay_reader *reader, struct devicetree_node *node)
{
    struct overlay_scanner *scanner = &reader->scanner;

    overlay_skip(scanner);
    scanner->first = scanner->at;
    for (; overlay_peek(scanner, 0) >= 0 && !scanner->failed; overlay_skip(scanner)) {
        if (overlay_peek(scanner, 0) == '}') {
            return overlay_fail(scanner, overlay_here(scanner), "this '}' closes no node");
        }
        if (!read_item(reader, node)) {
            return false;
        }
    }
    return !scanner->failed;
}

/* Partitions have one cell each for address and size; what is in doubt stays out. */
static void place_node(struct devicetree_node *node)
{
    const struct devicetree_property *reg = devicetree_property(node, "reg");
    const struct devicetree_property *status = devicetree_property(node, "status");
    const struct devicetree_property *compatible = devicetree_property(node, "compatible");

    /* What names its driver is made here, the others are the base's. */
    node->enabled = status == NULL ? compatible != NULL && !compatible->unknown && !node->unknown
                                   : !status->unknown && (strcmp((const char *)status->data, "okay") == 0 ||
                                                          strcmp((const char *)status->data, "ok") == 0);
    node->has_address = reg != NULL && !reg->unknown && reg->size == 8;
    if (node->has_address) {
        node->address = load_be32(reg->data);
        node->size = load_be32(reg->data + 4);
    }
}

/* What /chosen names is a node, though the overlay may say nothing else of it. */
static void add_chosen_nodes(struct overlay_reader *reader)
{
    const struct devicetree_node *chosen = devicetree_by_path(reader->tree, "/chosen");

    for (size_t i = 0; chosen != NULL && i < chosen->property_count; i++) {
        const struct devicetree_property *property = &chosen->properties[i];
        const char *text = property->size > 1 ? devicetree_string(property) : NULL;

        if (text != NULL && text[0] == '&' && text[1] != '\0') {
            (void)referenced_node(reader, slice_of(text + 1), property->origin);
        }
    }
}

struct devicetree *overlay_tree_create(struct arena *arena)
{
    struct devicetree *tree = arena_alloc(arena, sizeof *tree);
    struct devicetree_node *root = arena_alloc(arena, sizeof *root);

    root->path = "/";
    root->name = "";
    tree->partial = true;
    tree->source = source_from_bytes(arena, "the overlays", "", 0);
    *ARENA_PUSH(arena, tree) = root;
    return tree;
}

struct devicetree *overlay_tree_copy(struct arena *arena, const struct devicetree *tree)
{
    struct devicetree *copy = arena_alloc(arena, sizeof *copy);

    copy->source = tree->source;
    copy->partial = tree->partial;
    for (size_t i = 0; i < tree->count; i++) {
        struct devicetree_node *node = arena_alloc(arena, sizeof *node);

        *node = *tree->items[i];
        node->properties = arena_array(arena, node->property_count, sizeof *node->properties);
        node->property_capacity = node->property_count;
        node->labels.capacity = node->labels.count; /* a new label makes a new list */
        for (size_t k = 0; k < node->property_count; k++) {
            node->properties[k] = tree->items[i]->properties[k];
        }
        *ARENA_PUSH(arena, copy) = node;
    }
    for (size_t i = 0; i < tree->count; i++) {
        for (size_t k = 0; k < tree->count && tree->items[i]->parent != NULL; k++) {
            if (tree->items[k] == tree->items[i]->parent) {
                copy->items[i]->parent = copy->items[k];
            }
        }
    }
    return copy;
}

static bool read_text(struct arena *arena, struct devicetree *tree, const struct source *source,
                      const struct overlay_includes *includes, const struct devicetree_default *base,
                      struct diagnostics *diagnostics)
{
    const struct overlay_file file = { source, NULL };
    struct overlay_reader reader = {
        .read_file = read_file, .tree = tree, .includes = includes, .base = base, .file = &file
    };
    bool good;

    if (memchr(source->data, 0, source->size) != NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, (struct origin){ source, 1, 0 },
                        "'%s' is no text file: it holds a zero byte", source->name);
    }
    reader.scanner.arena = arena;
    reader.scanner.diagnostics = diagnostics;
    reader.scanner.source = source;
    reader.scanner.line = 1;
    good = read_file(&reader, NULL);
    add_chosen_nodes(&reader);
    for (size_t i = 0; i < tree->count; i++) {
        place_node(tree->items[i]);
    }
    return good;
}

bool overlay_read(struct arena *arena, struct devicetree *tree, const struct source *source,
                  const struct overlay_includes *includes, struct diagnostics *diagnostics)
{
    return read_text(arena, tree, source, includes, NULL, diagnostics);
}

bool overlay_read_base(struct arena *arena, struct devicetree *tree, const struct source *source,
                       const struct devicetree_default *given, struct diagnostics *diagnostics)
{
    return read_text(arena, tree, source, NULL, given, diagnostics);
}
