/* What `info` says about a file, as a tree that is printed as text, JSON or YAML.
 *
 * The three forms say the same; text shortens long byte strings. Nodes live in the arena. A node has a value or
 * children, never both.
 */
#ifndef CLI_INFO_TREE_H
#define CLI_INFO_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/text.h"
#include "base/byte_range.h"

/* Of the JSON and YAML forms; fields are only ever added. */
#define INFO_SCHEMA_VERSION 1u

enum info_kind { INFO_MAP, INFO_LIST, INFO_TEXT, INFO_NUMBER, INFO_INTEGER, INFO_BOOL, INFO_HEX };

struct info_node {
    enum info_kind kind;
    const char *key;   /* NULL: item of a list */
    struct slice text; /* INFO_TEXT: any bytes; INFO_HEX: digits */
    uint64_t number;   /* INFO_NUMBER, INFO_BOOL; INFO_INTEGER: as int64_t */
    struct info_node **items;
    size_t count;
    size_t capacity;
};

/* True when a map has a value of that key: keys of foreign data may stand twice. */
bool info_has(const struct info_node *map, const char *key);

struct info_node *info_root(struct arena *arena);
struct info_node *info_map(struct arena *arena, struct info_node *parent, const char *key);
struct info_node *info_list(struct arena *arena, struct info_node *parent, const char *key);
void info_text(struct arena *arena, struct info_node *parent, const char *key, const char *format, ...)
    PRINTF_LIKE(4, 5);
void info_number(struct arena *arena, struct info_node *parent, const char *key, uint64_t value);
void info_integer(struct arena *arena, struct info_node *parent, const char *key, int64_t value);
void info_bool(struct arena *arena, struct info_node *parent, const char *key, bool value);
void info_hex(struct arena *arena, struct info_node *parent, const char *key, struct byte_range bytes);

/* Text of somebody else's: any bytes. What is no UTF-8 is replaced, and a second value KEY_hex has the bytes; without a
 * key (in a list) they are lost. */
void info_foreign(struct arena *arena, struct info_node *parent, const char *key, struct slice text);

void info_print_text(struct text *out, const struct info_node *root); /* numbers as 0x and decimal */
void info_print_json(struct text *out, const struct info_node *root); /* with schema_version and tool first */
void info_print_yaml(struct text *out, const struct info_node *root); /* the same; YAML 1.1 and 1.2 alike */

#endif
