/* What the SDK sets where a project is silent, and where it does not ask the project: the keys `defaults:`, `choices:`,
 * `images:`, `devicetrees:` and `partitions:` of the files in rules/defaults (docs/rule-format.md), as data.
 *
 * Part of a rule set, read and linked with it. An entry comes behind those that its expressions ask for.
 */
#ifndef CHECK_RULE_DEFAULT_RULES_H
#define CHECK_RULE_DEFAULT_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include "base/result.h"
#include "base/version.h"
#include "check/expression/expression.h"

/* The first item whose range and `when` hold gives the value. */
struct default_item {
    const char *sdk_text; /* range as written, or NULL */
    struct sdk_range sdk;
    const struct expression *when;    /* or NULL: always */
    const struct expression *value;   /* of a symbol or an image */
    const char *member;               /* of a choice: the one that is on */
    const char *text;                 /* of a devicetree: what is known of the base, as an overlay */
    const char *region;               /* of a partition: where it lies, with its address and size in bytes */
    const struct expression *address; /* of a partition */
    const struct expression *size;    /* of a partition */
    struct string_list span;          /* of a partition: its members, none for one that is no container */
    bool absent;                      /* of a partition: the build has none */
    const char *open;                 /* the value is not known, and why; then there is no other */
    bool forced;                      /* holds against what the project's files say */
};

struct default_items {
    struct default_item *items;
    size_t count;
    size_t capacity;
};

enum default_kind { DEFAULT_SYMBOL, DEFAULT_CHOICE, DEFAULT_IMAGE, DEFAULT_DEVICETREE, DEFAULT_PARTITION };

struct default_entry {
    enum default_kind kind;
    struct origin origin;
    struct image_name image;
    const char *symbol;         /* DEFAULT_SYMBOL; the name of a DEFAULT_PARTITION */
    struct string_list members; /* DEFAULT_CHOICE: symbols of which exactly one is on */
    const char *sdk_text;       /* range in which the entry holds at all, or NULL */
    struct sdk_range sdk;
    const char *source; /* who says so */
    struct default_items items;
};

struct default_rules {
    struct default_entry *items; /* in the order in which they can be worked out, once linked */
    size_t count;
    size_t capacity;
};

#endif
