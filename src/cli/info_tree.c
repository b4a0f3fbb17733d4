#include "cli/info_tree.h"

#include <stdarg.h>
#include "base/json.h"

static struct info_node *add(struct arena *arena, struct info_node *parent, const char *key)
{
    struct info_node *node = arena_alloc(arena, sizeof *node);

    node->key = key;
    *ARENA_PUSH(arena, parent) = node;
    return node;
}

struct info_node *info_root(struct arena *arena)
{
    return arena_alloc(arena, sizeof(struct info_node));
}

struct info_node *info_map(struct arena *arena, struct info_node *parent, const char *key)
{
    return add(arena, parent, key);
}

struct info_node *info_list(struct arena *arena, struct info_node *parent, const char *key)
{
    struct info_node *node = add(arena, parent, key);

    node->is_list = true;
    return node;
}

void info_text(struct arena *arena, struct info_node *parent, const char *key, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(arena, parent, key)->value = arena_vprintf(arena, format, args);
    va_end(args);
}

void info_number(struct arena *arena, struct info_node *parent, const char *key, uint64_t value)
{
    struct info_node *node = add(arena, parent, key);

    node->value = arena_printf(arena, "%llu", (unsigned long long)value);
    node->is_number = true;
}

static void indent(struct text *out, unsigned depth)
{
    text_printf(out, "%*s", (int)(2 * depth), "");
}

/* People read addresses in hexadecimal and counts in decimal. */
static void print_number(struct text *out, const struct info_node *node)
{
    uint64_t number = 0;

    if (parse_uint64(slice_of(node->value), 10, &number) && number > 9) {
        text_printf(out, "0x%llx (%s)\n", (unsigned long long)number, node->value);
    } else {
        text_printf(out, "%s\n", node->value);
    }
}

static void print_scalar_text(struct text *out, const struct info_node *node)
{
    if (node->is_number) {
        print_number(out, node);
    } else {
        text_printf(out, "%s\n", node->value);
    }
}

static void write_json(struct json *json, const struct info_node *node)
{
    uint64_t number;

    if (node->value != NULL && node->is_number && parse_uint64(slice_of(node->value), 10, &number)) {
        json_uint(json, number);
        return;
    }
    if (node->value != NULL) {
        json_string(json, node->value);
        return;
    }
    if (node->is_list) {
        json_array_begin(json);
    } else {
        json_object_begin(json);
    }
    for (size_t i = 0; i < node->count; i++) {
        if (!node->is_list) {
            json_key(json, node->items[i]->key);
        }
        write_json(json, node->items[i]);
    }
    if (node->is_list) {
        json_array_end(json);
    } else {
        json_object_end(json);
    }
}

void info_print_json(struct text *out, const struct info_node *root)
{
    struct json json = json_create(out, 2);

    write_json(&json, root);
    text_append(out, "\n");
}

/* JSON strings are YAML strings, so every text is quoted the same way. */
static void print_scalar_yaml(struct text *out, const struct info_node *node)
{
    struct json json = json_create(out, 0);

    write_json(&json, node);
    text_append(out, "\n");
}

/* Text and YAML have the same shape and differ in their scalars. */
static void print_nodes(struct text *out, const struct info_node *node, unsigned depth, bool first_is_placed,
                        void (*print_scalar)(struct text *out, const struct info_node *node))
{
    for (size_t i = 0; i < node->count; i++) {
        const struct info_node *child = node->items[i];

        if (!(first_is_placed && i == 0)) {
            indent(out, depth);
        }
        if (child->key == NULL) {
            text_append(out, "- ");
        } else {
            text_printf(out, "%s:%s", child->key, child->value != NULL ? " " : "");
        }
        if (child->value != NULL) {
            print_scalar(out, child);
        } else if (child->count == 0) {
            text_append(out, child->is_list ? " []\n" : " {}\n");
        } else {
            text_append(out, child->key == NULL ? "" : "\n");
            print_nodes(out, child, depth + 1, child->key == NULL, print_scalar);
        }
    }
}

void info_print_text(struct text *out, const struct info_node *root)
{
    print_nodes(out, root, 0, false, print_scalar_text);
}

void info_print_yaml(struct text *out, const struct info_node *root)
{
    print_nodes(out, root, 0, false, print_scalar_yaml);
}
