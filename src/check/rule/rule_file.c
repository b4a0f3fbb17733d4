/* A rule file: `definitions:` and `rules:`, and what stands in rules/defaults/. */
#include "check/rule/rule_reader.h"

#include <string.h>

/* More definitions than this are no vocabulary any more. */
#define DEFINITIONS_LIMIT 1000
#define RULES_LIMIT       10000

static bool is_name(const char *text)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        bool letter = (text[i] >= 'a' && text[i] <= 'z') || text[i] == '_';

        if (!letter && (i == 0 || text[i] < '0' || text[i] > '9')) {
            return false;
        }
    }
    return text[0] != '\0';
}

static bool read_definition(struct field_reader *reader, const struct yaml_pair *pair)
{
    struct rule_set *set = reader->context;
    struct definition *definition;
    struct expression *expression;

    if (!field_kind(reader, pair->value, YAML_SCALAR, "an expression") ||
        !expression_parse(reader->arena, field_expression_text(pair->value), reader->diagnostics, &expression)) {
        return false;
    }
    if (!is_name(pair->key->text)) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, pair->key->origin,
                        "'%s' is no name for a definition: expected lower-case letters, digits and '_'",
                        pair->key->text);
    }
    if (set->definitions.count == DEFINITIONS_LIMIT) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, pair->key->origin, "more than %d definitions",
                        DEFINITIONS_LIMIT);
    }
    definition = ARENA_PUSH(reader->arena, &set->definitions);
    definition->name = pair->key->text;
    definition->text = pair->value->text;
    definition->origin = pair->key->origin;
    definition->expression = expression;
    return true;
}

static bool read_definitions(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    bool good = field_kind(reader, node, YAML_MAPPING, "names with expressions");

    (void)target;
    for (size_t i = 0; good && i < node->count; i++) {
        good = read_definition(reader, &node->pairs[i]);
    }
    return good;
}

static bool read_rules(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct rule_set *set = target;
    bool good = true;

    if (!field_kind(reader, node, YAML_SEQUENCE, "a list of rules")) {
        return false;
    }
    for (size_t i = 0; i < node->count; i++) {
        struct rule rule = { 0 };

        if (set->rules.count == RULES_LIMIT) {
            return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->items[i]->origin, "more than %d rules",
                            RULES_LIMIT);
        }
        good = rule_read(reader, node->items[i], &rule) && good;
        *ARENA_PUSH(reader->arena, &set->rules) = rule;
    }
    return good;
}

bool rule_tree_read(struct arena *arena, const struct yaml_node *root, struct diagnostics *diagnostics,
                    struct rule_set *set)
{
    static const struct field fields[] = {
        { "definitions", read_definitions, 0 },        { "rules", read_rules, 0 },
        { "defaults", defaults_read_symbols, 0 },      { "choices", defaults_read_choices, 0 },
        { "images", defaults_read_images, 0 },         { "devicetrees", defaults_read_devicetrees, 0 },
        { "partitions", defaults_read_partitions, 0 },
    };
    static const struct field_table table = { "a rule file", fields, ARRAY_LENGTH(fields) };
    struct field_reader reader = { .arena = arena, .diagnostics = diagnostics, .context = set };

    return fields_read(&reader, &table, root, set);
}

bool rule_file_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                    struct rule_set *set)
{
    struct yaml_node *root;

    if (!yaml_parse(arena, source, diagnostics, &root)) {
        return false;
    }
    return root == NULL || rule_tree_read(arena, root, diagnostics, set);
}
