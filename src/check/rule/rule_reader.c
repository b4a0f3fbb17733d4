/* Expressions and messages of an entry: parsed at once, their types checked when all definitions are known. */
#include "check/rule/rule_reader.h"

bool rule_expression(struct field_reader *reader, const struct yaml_node *node, bool as_bool,
                     struct expression **expression)
{
    struct rule_set *set = reader->context;
    struct pending_check *pending;

    if (!field_kind(reader, node, YAML_SCALAR, "an expression") ||
        !expression_parse(reader->arena, field_expression_text(node), reader->diagnostics, expression)) {
        return false;
    }
    pending = ARENA_PUSH(reader->arena, &set->pending);
    pending->expression = *expression;
    pending->as_bool = as_bool;
    return true;
}

bool rule_template(struct field_reader *reader, const struct yaml_node *node, struct template **template,
                   const char **text)
{
    struct rule_set *set = reader->context;
    struct expression_text written;

    if (!field_text(reader, node, text)) {
        return false;
    }
    written = field_expression_text(node);
    written.text = slice_of(*text);
    if (!template_parse(reader->arena, written, reader->diagnostics, template)) {
        return false;
    }
    for (size_t i = 0; i < (*template)->count; i++) {
        if ((*template)->items[i].expression != NULL) {
            ARENA_PUSH(reader->arena, &set->pending)->expression = (*template)->items[i].expression;
        }
    }
    return true;
}
