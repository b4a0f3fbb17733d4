/* The rule files of rules/, read when the program is built: their text, and the YAML tree of each as a table of nodes.
 * Reading YAML would be most of what `check` does. Defined in a file that embed/embed_rules.c writes.
 */
#ifndef CHECK_RULE_EMBEDDED_RULES_H
#define CHECK_RULE_EMBEDDED_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/yaml.h"

/* In the order of the file: behind a list stand its items, behind a mapping key, value, key, value, each with what is
 * below it.
 */
struct embedded_node {
    uint32_t line; /* these four as in yaml_node.origin and .end */
    uint32_t column;
    uint32_t end_line;
    uint32_t end_column;
    uint32_t text;  /* scalar: where its text begins in embedded_texts */
    uint32_t count; /* bytes of a scalar, without the zero behind it; items of a list; pairs of a mapping */
    uint32_t nodes; /* of the tree that begins here, itself included */
    uint8_t kind;   /* enum yaml_kind */
    bool plain;
};

struct embedded_rule_file {
    const char *name; /* "rules/modes.yml"; NULL ends the list */
    const unsigned char *data;
    size_t size; /* a zero byte stands behind them */
    const struct embedded_node *nodes;
};

extern const struct embedded_rule_file embedded_rule_files[];
extern const unsigned char embedded_texts[];

/* What yaml_parse() gives for the file. without_examples: `examples` of the rules are left out, two thirds of the text. */
struct yaml_node *embedded_rule_tree(struct arena *arena, const struct embedded_rule_file *file, bool without_examples);

#endif
