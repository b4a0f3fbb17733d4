/* YAML (and JSON, its subset) as a tree in which every node knows its line and column.
 *
 * One document. Aliases share the anchored node, so a tree may be a graph but never has a cycle: an alias
 * inside its own anchor is refused. Nesting deeper than YAML_DEPTH_LIMIT is refused, and so are more values,
 * aliases or anchors than any configuration has.
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"

#define YAML_DEPTH_LIMIT 32

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

struct yaml_node;

struct yaml_pair {
    struct yaml_node *key;
    struct yaml_node *value;
};

struct yaml_node {
    enum yaml_kind kind;
    struct origin origin;
    struct origin end;        /* just behind the node */
    bool plain;               /* scalar without quotes and not a block scalar */
    const char *text;         /* scalar: zero-terminated UTF-8; "" otherwise */
    size_t length;            /* scalar: bytes of text */
    struct yaml_node **items; /* sequence */
    struct yaml_pair *pairs;  /* mapping, in file order, duplicates kept */
    size_t count;             /* of items or pairs */
};

/* Growing lists (ARENA_PUSH), for what makes such trees. */
struct yaml_items {
    struct yaml_node **items;
    size_t count;
    size_t capacity;
};

struct yaml_pairs {
    struct yaml_pair *items;
    size_t count;
    size_t capacity;
};

/* Parses the one document of a source. An empty document gives *root = NULL and true.
 * Errors (with line and column): syntax, not UTF-8/UTF-16, cyclic alias, unknown alias, too deep, a second document.
 */
NODISCARD bool yaml_parse(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                          struct yaml_node **root);

/* Value of a key in a mapping; the last one where a key stands twice (as PyYAML has it); NULL when absent or
 * when node is NULL or no mapping.
 */
const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key);

bool yaml_is_scalar(const struct yaml_node *node);
bool yaml_is_null(const struct yaml_node *node); /* plain "", "~", "null" */

/* "a mapping", "a list", "a scalar" or, where it is null, "empty", for messages. */
const char *yaml_kind_name(const struct yaml_node *node);

#endif
