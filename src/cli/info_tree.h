/* What `info` says about a file, as a tree that is printed as text, JSON or YAML.
 *
 * Nodes live in the arena. A node has a value or children, never both.
 */
#ifndef CLI_INFO_TREE_H
#define CLI_INFO_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/text.h"

struct info_node {
    const char *key;   /* NULL: item of a list */
    const char *value; /* NULL: has children, or an empty list */
    bool is_number;    /* value is a decimal number */
    bool is_list;      /* children have no keys */
    struct info_node **items;
    size_t count;
    size_t capacity;
};

struct info_node *info_root(struct arena *arena);
struct info_node *info_map(struct arena *arena, struct info_node *parent, const char *key);
struct info_node *info_list(struct arena *arena, struct info_node *parent, const char *key);
void info_text(struct arena *arena, struct info_node *parent, const char *key, const char *format, ...)
    PRINTF_LIKE(4, 5);
void info_number(struct arena *arena, struct info_node *parent, const char *key, uint64_t value);

void info_print_text(struct text *out, const struct info_node *root); /* numbers as 0x and decimal */
void info_print_json(struct text *out, const struct info_node *root);
void info_print_yaml(struct text *out, const struct info_node *root);

#endif
