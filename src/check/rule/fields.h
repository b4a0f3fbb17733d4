/* Reads YAML mappings by a table of their keys: one way to refuse unknown and doubled keys everywhere.
 *
 * Every problem is reported with line and column; reading goes on behind it, so that one run shows them all.
 */
#ifndef CHECK_RULE_FIELDS_H
#define CHECK_RULE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/result.h"
#include "base/yaml.h"
#include "check/expression/expression.h"

struct field_reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    void *context;      /* what the caller's readers need to change, */
    const void *lookup; /* and what they only look into */
};

struct field {
    const char *key;
    bool (*read)(struct field_reader *reader, void *target, const struct yaml_node *node);
    size_t offset; /* of the reader's target in the target of the whole mapping */
};

struct field_table {
    const char *owner; /* "a rule", for messages */
    const struct field *fields;
    size_t count;
};

/* Calls the reader of each key that is there. */
NODISCARD bool fields_read(struct field_reader *reader, const struct field_table *table,
                           const struct yaml_node *mapping, void *target);

/* A scalar that is not empty; line ends at its end are dropped. */
NODISCARD bool field_text(struct field_reader *reader, const struct yaml_node *node, const char **text);

/* A scalar kept as it is, as for fragments. */
NODISCARD bool field_raw_text(struct field_reader *reader, const struct yaml_node *node, const char **text);

/* A list of scalars; one scalar alone stands for a list of one. */
NODISCARD bool field_texts(struct field_reader *reader, const struct yaml_node *node, struct string_list *texts);

NODISCARD bool field_bool(struct field_reader *reader, const struct yaml_node *node, bool *value);

/* False, with an error, unless node is of the kind. */
NODISCARD bool field_kind(struct field_reader *reader, const struct yaml_node *node, enum yaml_kind kind,
                          const char *expected);

/* Text of an expression or template with its place. */
struct expression_text field_expression_text(const struct yaml_node *node);

#endif
