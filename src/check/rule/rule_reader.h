/* Inside of rule loading: YAML entries become rules, linking makes a set of them. Used by rule_*.c only. */
#ifndef CHECK_RULE_RULE_READER_H
#define CHECK_RULE_RULE_READER_H

#include "check/evaluation/template.h"
#include "check/evaluation/typing.h"
#include "check/rule/default_rules.h"
#include "check/rule/fields.h"
#include "check/rule/rule.h"

struct rules {
    struct rule *items;
    size_t count;
    size_t capacity;
};

/* An expression that still has to be checked, once all definitions are known. */
struct pending_check {
    struct expression *expression;
    bool as_bool;            /* else any type will do */
    const struct loop *loop; /* variables it may use, or NULL */
};

struct pending_checks {
    struct pending_check *items;
    size_t count;
    size_t capacity;
};

struct rule_set {
    struct rules rules; /* sorted by id */
    size_t *run_order;  /* indices: a rule comes behind those it requires */
    struct definitions definitions;
    struct version_list definition_versions; /* every version that definitions name */
    struct default_rules defaults;
    struct version_list default_versions; /* every version at which a default changes */
    struct pending_checks pending;        /* while loading */
};

/* Reads one file into the set; false after errors. */
NODISCARD bool rule_file_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                              struct rule_set *set);

/* The same for a file that is a tree already. */
NODISCARD bool rule_tree_read(struct arena *arena, const struct yaml_node *root, struct diagnostics *diagnostics,
                              struct rule_set *set);

/* One entry of `rules:`. reader->context is the rule set. */
NODISCARD bool rule_read(struct field_reader *reader, const struct yaml_node *node, struct rule *rule);

/* Parses an expression and queues its check. */
NODISCARD bool rule_expression(struct field_reader *reader, const struct yaml_node *node, bool as_bool,
                               struct expression **expression);
NODISCARD bool rule_template(struct field_reader *reader, const struct yaml_node *node, struct template **template,
                             const char **text);

/* Keys and shapes of an example; its content is read when it is run. */
NODISCARD bool rule_example_read(struct field_reader *reader, const struct yaml_node *node, bool bad,
                                 struct rule_examples *examples);

/* Lists under `defaults:`, `choices:` and `images:`; the target is the rule set. */
NODISCARD bool defaults_read_symbols(struct field_reader *reader, void *target, const struct yaml_node *node);
NODISCARD bool defaults_read_choices(struct field_reader *reader, void *target, const struct yaml_node *node);
NODISCARD bool defaults_read_images(struct field_reader *reader, void *target, const struct yaml_node *node);
NODISCARD bool defaults_read_devicetrees(struct field_reader *reader, void *target, const struct yaml_node *node);
NODISCARD bool defaults_read_partitions(struct field_reader *reader, void *target, const struct yaml_node *node);

/* Puts the defaults into the order in which they can be worked out, once their expressions are checked; a default that
 * asks for itself is an error.
 */
NODISCARD bool defaults_link(struct arena *arena, struct rule_set *set, struct diagnostics *diagnostics);

/* After all files: definitions, types, unique ids and names, requirements. */
NODISCARD bool rule_set_link(struct arena *arena, struct rule_set *set, struct diagnostics *diagnostics);

#endif
