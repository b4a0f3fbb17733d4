/* What an expression gives: a typed value that may be unknown, with the evidence for it. */
#ifndef CHECK_EXPRESSION_VALUE_H
#define CHECK_EXPRESSION_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/version.h"
#include "check/expression/evidence.h"
#include "check/expression/integer.h"
#include "project/tree/project.h"

enum value_type {
    TYPE_BOOL,
    TYPE_INTEGER,
    TYPE_TEXT,
    TYPE_VERSION,
    TYPE_SYMBOL, /* a Kconfig symbol whose use does not ask for a type: read as it is written */
    TYPE_PARTITION,
    TYPE_NODE,
    TYPE_ANOMALY,
    TYPE_IMAGE,
};

/* Which partition map: "pm", "pm_net", or a pm_static*.yml ("static"). */
enum map_name { MAP_PM, MAP_PM_NET, MAP_STATIC };

/* A partition named in an expression or bound by a loop; partition is NULL when the map has none of the name. */
struct partition_reference {
    enum map_name map_name;
    const struct partition_map *map;
    const char *name;
    const struct partition *partition;
};

struct node_reference {
    const char *image; /* as rules name it: "mcuboot" */
    const char *asked; /* what was looked for: "chosen nordic,pm-ext-flash" */
    const struct devicetree *tree;
    const struct devicetree_node *node;     /* NULL: the devicetree has none */
    struct origin origin;                   /* of the chosen property, where it came from one */
    const struct devicetree_default *given; /* instead of origin: who says so */
};

struct value {
    enum value_type type;
    bool known;
    union {
        bool boolean;
        struct integer integer;
        const char *text;
        struct sdk_version version;
        struct partition_reference partition;
        struct node_reference node;
        const struct anomaly *anomaly;
        const struct project_image *image;
    } as;
    const struct evidence *evidence;
};

struct value value_bool(bool boolean, const struct evidence *evidence);
struct value value_integer(struct integer integer, const struct evidence *evidence);
struct value value_number(uint64_t number, const struct evidence *evidence);
struct value value_text(const char *text, const struct evidence *evidence);
struct value value_version(struct sdk_version version, const struct evidence *evidence);
struct value value_unknown(enum value_type type, const struct evidence *evidence);

/* "bool", "integer", ... for error messages */
const char *value_type_name(enum value_type type);

const char *map_name_text(enum map_name name);

/* For people: integers in hexadecimal, bools as y/n, "?" when unknown. */
const char *value_print(struct arena *arena, const struct value *value);

#endif
