#include "check/rule/fields.h"

#include <string.h>
#include "check/expression/spelling.h"

/* With the key that was probably meant. */
static bool refuse_key(struct field_reader *reader, const struct field_table *table, const struct yaml_node *key)
{
    struct text keys = text_create(reader->arena, 4096);
    const char *near;

    for (size_t i = 0; i < table->count; i++) {
        text_printf(&keys, "%s%s", i > 0 ? " " : "", table->fields[i].key);
    }
    near = nearest_word(reader->arena, key->text, keys.data);
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, key->origin, "unknown key '%s' in %s%s", key->text,
                    table->owner, near[0] != '\0' ? arena_printf(reader->arena, "; did you mean '%s'?", near) : "");
}

static bool read_pair(struct field_reader *reader, const struct field_table *table, const struct yaml_pair *pair,
                      void *target)
{
    for (size_t i = 0; i < table->count; i++) {
        if (yaml_is_scalar(pair->key) && strcmp(pair->key->text, table->fields[i].key) == 0) {
            return table->fields[i].read(reader, (char *)target + table->fields[i].offset, pair->value);
        }
    }
    return refuse_key(reader, table, pair->key);
}

static bool is_repeated(const struct yaml_node *mapping, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(mapping->pairs[i].key->text, mapping->pairs[index].key->text) == 0) {
            return true;
        }
    }
    return false;
}

/* More keys than any table has would make the search for doubled ones slow. */
#define FIELDS_LIMIT 100

bool fields_read(struct field_reader *reader, const struct field_table *table, const struct yaml_node *mapping,
                 void *target)
{
    bool good = true;

    if (!field_kind(reader, mapping, YAML_MAPPING, table->owner)) {
        return false;
    }
    if (mapping->count > FIELDS_LIMIT) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, mapping->origin, "more than %d keys in %s", FIELDS_LIMIT,
                        table->owner);
    }
    for (size_t i = 0; i < mapping->count; i++) {
        if (is_repeated(mapping, i)) {
            good = diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, mapping->pairs[i].key->origin,
                            "key '%s' stands twice in %s", mapping->pairs[i].key->text, table->owner);
        } else {
            good = read_pair(reader, table, &mapping->pairs[i], target) && good;
        }
    }
    return good;
}

bool field_kind(struct field_reader *reader, const struct yaml_node *node, enum yaml_kind kind, const char *expected)
{
    if (node->kind == kind) {
        return true;
    }
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "this is %s: expected %s",
                    yaml_kind_name(node), expected);
}

bool field_raw_text(struct field_reader *reader, const struct yaml_node *node, const char **text)
{
    if (!field_kind(reader, node, YAML_SCALAR, "a text")) {
        return false;
    }
    if (node->length == 0 || strlen(node->text) != node->length) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                        node->length == 0 ? "this is empty: expected a text" : "a zero byte in a text");
    }
    *text = node->text;
    return true;
}

bool field_text(struct field_reader *reader, const struct yaml_node *node, const char **text)
{
    size_t length;

    if (!field_raw_text(reader, node, text)) {
        return false;
    }
    length = node->length;
    while (length > 0 && node->text[length - 1] == '\n') {
        length--;
    }
    if (length < node->length) {
        *text = arena_strndup(reader->arena, node->text, length);
    }
    return true;
}

bool field_texts(struct field_reader *reader, const struct yaml_node *node, struct string_list *texts)
{
    bool good = true;

    if (node->kind == YAML_SCALAR) {
        const char *text;

        if (!field_text(reader, node, &text)) {
            return false;
        }
        *ARENA_PUSH(reader->arena, texts) = text;
        return true;
    }
    if (!field_kind(reader, node, YAML_SEQUENCE, "a list of texts")) {
        return false;
    }
    for (size_t i = 0; i < node->count; i++) {
        const char *text = NULL;

        if (field_text(reader, node->items[i], &text)) {
            *ARENA_PUSH(reader->arena, texts) = text;
        } else {
            good = false;
        }
    }
    return good;
}

bool field_bool(struct field_reader *reader, const struct yaml_node *node, bool *value)
{
    if (yaml_is_scalar(node) && (strcmp(node->text, "true") == 0 || strcmp(node->text, "false") == 0)) {
        *value = strcmp(node->text, "true") == 0;
        return true;
    }
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "expected true or false");
}

/* Bytes between the quotes, or the plain text, stand in the file as they are when there are as many of them. */
struct expression_text field_expression_text(const struct yaml_node *node)
{
    struct expression_text text = { { node->text, node->length }, node->origin, false };
    size_t quote = node->plain ? 0 : 1;

    if (node->origin.line == node->end.line && node->end.column == node->origin.column + node->length + 2 * quote) {
        text.exact = true;
        text.origin.column += (uint32_t)quote;
    }
    return text;
}
