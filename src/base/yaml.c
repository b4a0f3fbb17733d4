#include "base/yaml.h"

#include <string.h>
#include <yaml.h>

/* A file with more nodes is no configuration; the limit keeps a hostile one from taking all memory. */
#define NODE_LIMIT 500000u

/* Each alias is searched for among the anchors; real files have a handful. */
#define ANCHOR_LIMIT 1000u

struct anchor {
    const char *name;
    struct yaml_node *node;
    bool open; /* the anchored node is still being read */
};

struct anchors {
    struct anchor *items;
    size_t count;
    size_t capacity;
};

struct reader {
    struct arena *arena;
    const struct source *source;
    struct diagnostics *diagnostics;
    yaml_parser_t parser;
    struct anchors anchors;
    size_t nodes;
};

/* Columns count characters, not bytes, in lines with non-ASCII text: libyaml keeps no byte columns. */
static struct origin mark_origin(const struct reader *reader, yaml_mark_t mark)
{
    return (struct origin){ reader->source, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1 };
}

static struct origin offset_origin(const struct source *source, size_t offset)
{
    struct origin origin = { source, 1, 1 };

    for (size_t i = 0; i < offset && i < source->size; i++) {
        origin.column++;
        if (source->data[i] == '\n') {
            origin.line++;
            origin.column = 1;
        }
    }
    return origin;
}

static bool parser_error(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *problem = parser->problem == NULL ? "out of memory" : parser->problem;

    if (parser->error == YAML_READER_ERROR) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, offset_origin(reader->source, parser->problem_offset),
                        "no UTF-8 text: %s", problem);
    }
    if (parser->context != NULL) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, mark_origin(reader, parser->problem_mark),
                        "no valid YAML: %s, %s", problem, parser->context);
    }
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, mark_origin(reader, parser->problem_mark),
                    "no valid YAML: %s", problem);
}

NODISCARD static bool next_event(struct reader *reader, yaml_event_t *event)
{
    return yaml_parser_parse(&reader->parser, event) != 0 || parser_error(reader);
}

static struct anchor *find_anchor(struct reader *reader, const char *name)
{
    for (size_t i = reader->anchors.count; i > 0; i--) {
        if (strcmp(reader->anchors.items[i - 1].name, name) == 0) {
            return &reader->anchors.items[i - 1];
        }
    }
    return NULL;
}

NODISCARD static bool add_anchor(struct reader *reader, const yaml_char_t *name, struct yaml_node *node)
{
    struct anchor *anchor;

    if (name == NULL) {
        return true;
    }
    if (reader->anchors.count == ANCHOR_LIMIT) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                        "more than %u anchors, this is no configuration file", ANCHOR_LIMIT);
    }
    anchor = ARENA_PUSH(reader->arena, &reader->anchors);
    anchor->name = arena_strdup(reader->arena, (const char *)name);
    anchor->node = node;
    anchor->open = true;
    return true;
}

static void close_anchor(struct reader *reader, const struct yaml_node *node)
{
    for (size_t i = reader->anchors.count; i > 0; i--) {
        if (reader->anchors.items[i - 1].node == node) {
            reader->anchors.items[i - 1].open = false;
            return;
        }
    }
}

static bool resolve_alias(struct reader *reader, const yaml_event_t *event, struct yaml_node **node)
{
    const char *name = (const char *)event->data.alias.anchor;
    struct origin origin = mark_origin(reader, event->start_mark);
    struct anchor *anchor = find_anchor(reader, name);

    if (anchor == NULL) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin, "alias '*%s' has no anchor before it", name);
    }
    if (anchor->open) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin, "alias '*%s' contains itself", name);
    }
    reader->nodes++;
    *node = anchor->node;
    return true;
}

static struct yaml_node *new_node(struct reader *reader, enum yaml_kind kind, const yaml_event_t *event)
{
    struct yaml_node *node = arena_alloc(reader->arena, sizeof *node);

    node->kind = kind;
    node->origin = mark_origin(reader, event->start_mark);
    node->end = mark_origin(reader, event->end_mark);
    node->text = "";
    reader->nodes++;
    return node;
}

static bool read_scalar(struct reader *reader, const yaml_event_t *event, struct yaml_node **result)
{
    struct yaml_node *node = new_node(reader, YAML_SCALAR, event);

    node->text = arena_strndup(reader->arena, (const char *)event->data.scalar.value, event->data.scalar.length);
    node->length = event->data.scalar.length;
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (!add_anchor(reader, event->data.scalar.anchor, node)) {
        return false;
    }
    close_anchor(reader, node);
    *result = node;
    return true;
}

static bool read_node(struct reader *reader, const yaml_event_t *event, unsigned depth, struct yaml_node **node);

/* Reads one child; *node is NULL at the end of the collection. */
static bool read_child(struct reader *reader, unsigned depth, struct yaml_node *parent, struct yaml_node **node)
{
    yaml_event_t event;
    bool good = true;

    *node = NULL;
    if (!next_event(reader, &event)) {
        return false;
    }
    if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT) {
        parent->end = mark_origin(reader, event.end_mark);
    } else {
        good = read_node(reader, &event, depth + 1, node);
    }
    yaml_event_delete(&event);
    return good;
}

static bool read_sequence(struct reader *reader, struct yaml_node *node, unsigned depth)
{
    struct yaml_items list = { 0 };
    struct yaml_node *item;

    for (;;) {
        if (!read_child(reader, depth, node, &item)) {
            return false;
        }
        if (item == NULL) {
            break;
        }
        *ARENA_PUSH(reader->arena, &list) = item;
    }
    node->items = list.items;
    node->count = list.count;
    return true;
}

static bool read_mapping(struct reader *reader, struct yaml_node *node, unsigned depth)
{
    struct yaml_pairs list = { 0 };
    struct yaml_node *key;
    struct yaml_node *value;

    for (;;) {
        if (!read_child(reader, depth, node, &key)) {
            return false;
        }
        if (key == NULL) {
            break;
        }
        if (!read_child(reader, depth, node, &value)) {
            return false;
        }
        *ARENA_PUSH(reader->arena, &list) = (struct yaml_pair){ key, value };
    }
    node->pairs = list.items;
    node->count = list.count;
    return true;
}

static bool read_collection(struct reader *reader, const yaml_event_t *event, unsigned depth, struct yaml_node **result)
{
    bool mapping = event->type == YAML_MAPPING_START_EVENT;
    struct yaml_node *node = new_node(reader, mapping ? YAML_MAPPING : YAML_SEQUENCE, event);

    if (!add_anchor(reader, mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor, node)) {
        return false;
    }
    if (!(mapping ? read_mapping(reader, node, depth) : read_sequence(reader, node, depth))) {
        return false;
    }
    close_anchor(reader, node);
    *result = node;
    return true;
}

static bool read_node(struct reader *reader, const yaml_event_t *event, unsigned depth, struct yaml_node **node)
{
    if (depth > YAML_DEPTH_LIMIT) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, mark_origin(reader, event->start_mark),
                        "nested deeper than %d levels", YAML_DEPTH_LIMIT);
    }
    if (reader->nodes >= NODE_LIMIT) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, mark_origin(reader, event->start_mark),
                        "more than %u values, this is no configuration file", NODE_LIMIT);
    }
    if (event->type == YAML_ALIAS_EVENT) {
        return resolve_alias(reader, event, node);
    }
    if (event->type == YAML_SCALAR_EVENT) {
        return read_scalar(reader, event, node);
    }
    return read_collection(reader, event, depth, node);
}

/* Goes to the next event that is not a mere frame (stream or document start and end). */
static bool read_document(struct reader *reader, struct yaml_node **root)
{
    bool good = true;
    bool done = false;

    while (good && !done) {
        yaml_event_t event;

        if (!next_event(reader, &event)) {
            return false;
        }
        if (event.type == YAML_STREAM_END_EVENT) {
            done = true;
        } else if (event.type == YAML_DOCUMENT_START_EVENT && *root != NULL) {
            good = diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, mark_origin(reader, event.start_mark),
                            "a second document begins, one was expected");
        } else if (event.type != YAML_STREAM_START_EVENT && event.type != YAML_DOCUMENT_START_EVENT &&
                   event.type != YAML_DOCUMENT_END_EVENT) {
            good = read_node(reader, &event, 0, root);
        }
        yaml_event_delete(&event);
    }
    return good;
}

bool yaml_parse(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                struct yaml_node **root)
{
    struct reader reader = { .arena = arena, .source = source, .diagnostics = diagnostics };
    bool good;

    *root = NULL;
    if (!yaml_parser_initialize(&reader.parser)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "the YAML library has no memory");
    }
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)source->data, source->size);
    good = read_document(&reader, root);
    yaml_parser_delete(&reader.parser);
    if (good && *root != NULL && yaml_is_null(*root)) {
        *root = NULL; /* an empty document with a comment or "---" alone */
    }
    return good;
}

const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key)
{
    if (node == NULL || node->kind != YAML_MAPPING) {
        return NULL;
    }
    for (size_t i = node->count; i > 0; i--) {
        const struct yaml_pair *pair = &node->pairs[i - 1];

        if (pair->key->kind == YAML_SCALAR && strcmp(pair->key->text, key) == 0) {
            return pair->value;
        }
    }
    return NULL;
}

bool yaml_is_scalar(const struct yaml_node *node)
{
    return node != NULL && node->kind == YAML_SCALAR;
}

bool yaml_is_null(const struct yaml_node *node)
{
    return yaml_is_scalar(node) && node->plain &&
           (node->length == 0 || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

const char *yaml_kind_name(const struct yaml_node *node)
{
    if (node == NULL) {
        return "nothing";
    }
    if (yaml_is_null(node)) {
        return "empty";
    }
    switch (node->kind) {
    case YAML_MAPPING:
        return "a mapping";
    case YAML_SEQUENCE:
        return "a list";
    case YAML_SCALAR:
        break;
    }
    return "a scalar";
}
