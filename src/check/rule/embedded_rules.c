#include "check/rule/embedded_rules.h"

#include <string.h>
#include "base/source.h"

struct tree_reader {
    struct arena *arena;
    const struct source *source;
    bool without_examples;
};

static void read_node(const struct tree_reader *reader, const struct embedded_node *from, struct yaml_node *node);

static void read_items(const struct tree_reader *reader, const struct embedded_node *from, struct yaml_node *node)
{
    const struct embedded_node *child = from + 1;
    struct yaml_node *nodes = arena_array(reader->arena, from->count, sizeof *nodes);

    node->items = arena_array(reader->arena, from->count, sizeof *node->items);
    for (; node->count < from->count; child += child->nodes) {
        read_node(reader, child, &nodes[node->count]);
        node->items[node->count] = &nodes[node->count];
        node->count++;
    }
}

static bool is_left_out(const struct tree_reader *reader, const struct embedded_node *key)
{
    return reader->without_examples && key->kind == YAML_SCALAR &&
           strcmp((const char *)embedded_texts + key->text, "examples") == 0;
}

static void read_pairs(const struct tree_reader *reader, const struct embedded_node *from, struct yaml_node *node)
{
    const struct embedded_node *key = from + 1;
    struct yaml_node *nodes = arena_array(reader->arena, from->count, 2 * sizeof *nodes);

    node->pairs = arena_array(reader->arena, from->count, sizeof *node->pairs);
    for (uint32_t i = 0; i < from->count; i++) {
        const struct embedded_node *value = key + key->nodes;

        if (!is_left_out(reader, key)) {
            node->pairs[node->count] = (struct yaml_pair){ &nodes[2 * node->count], &nodes[2 * node->count + 1] };
            read_node(reader, key, node->pairs[node->count].key);
            read_node(reader, value, node->pairs[node->count].value);
            node->count++;
        }
        key = value + value->nodes;
    }
}

/* Recursion ends: yaml_parse() bounds the depth. */
static void read_node(const struct tree_reader *reader, const struct embedded_node *from, struct yaml_node *node)
{
    node->kind = (enum yaml_kind)from->kind;
    node->origin = (struct origin){ reader->source, from->line, from->column };
    node->end = (struct origin){ reader->source, from->end_line, from->end_column };
    node->plain = from->plain;
    node->text = "";
    if (node->kind == YAML_SCALAR) {
        node->text = (const char *)embedded_texts + from->text;
        node->length = from->count;
    } else if (node->kind == YAML_SEQUENCE) {
        read_items(reader, from, node);
    } else {
        read_pairs(reader, from, node);
    }
}

struct yaml_node *embedded_rule_tree(struct arena *arena, const struct embedded_rule_file *file, bool without_examples)
{
    struct source *source = arena_alloc(arena, sizeof *source);
    struct yaml_node *root = arena_alloc(arena, sizeof *root);
    struct tree_reader reader = { arena, source, without_examples };

    *source =
        (struct source){ .path = file->name, .name = file->name, .data = (const char *)file->data, .size = file->size };
    read_node(&reader, file->nodes, root);
    return root;
}
