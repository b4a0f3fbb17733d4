/* The keys `defaults:`, `choices:`, `images:`, `devicetrees:` and `partitions:` of a rule file. */
#include "check/rule/rule_reader.h"

#include <string.h>
#include "check/rule/rule_outcome.h"

/* What one entry of a file says; `symbols` makes an entry of each. */
struct draft {
    struct default_entry entry;
    struct string_list symbols;
    struct default_item only; /* from keys of the entry itself instead of `values` */
    bool has_only;
};

static bool read_value(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct default_item *item = target;
    struct expression *expression = NULL;
    bool good = rule_expression(reader, node, false, &expression);

    item->value = expression;
    return good;
}

static bool read_when(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct default_item *item = target;
    struct expression *expression = NULL;
    bool good = rule_expression(reader, node, true, &expression);

    item->when = expression;
    return good;
}

static bool read_item_sdk(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct default_item *item = target;

    return outcome_read_sdk(reader, node, &item->sdk_text, &item->sdk);
}

static bool read_forced(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_bool(reader, node, &((struct default_item *)target)->forced);
}

static bool read_member(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_text(reader, node, &((struct default_item *)target)->member);
}

static bool read_text(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_raw_text(reader, node, &((struct default_item *)target)->text);
}

static bool read_open(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_text(reader, node, &((struct default_item *)target)->open);
}

static bool read_region(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_text(reader, node, &((struct default_item *)target)->region);
}

static bool read_address(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct expression *expression = NULL;
    bool good = rule_expression(reader, node, false, &expression);

    ((struct default_item *)target)->address = expression;
    return good;
}

static bool read_size(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct expression *expression = NULL;
    bool good = rule_expression(reader, node, false, &expression);

    ((struct default_item *)target)->size = expression;
    return good;
}

static bool read_span(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_texts(reader, node, &((struct default_item *)target)->span);
}

static bool read_absent(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_bool(reader, node, &((struct default_item *)target)->absent);
}

static bool read_items(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    static const struct field fields[] = {
        { "sdk", read_item_sdk, 0 },  { "when", read_when, 0 },     { "value", read_value, 0 },
        { "forced", read_forced, 0 }, { "member", read_member, 0 }, { "open", read_open, 0 },
        { "text", read_text, 0 },     { "region", read_region, 0 }, { "address", read_address, 0 },
        { "size", read_size, 0 },     { "absent", read_absent, 0 }, { "span", read_span, 0 },
    };
    static const struct field_table table = { "a default's value", fields, ARRAY_LENGTH(fields) };
    struct draft *draft = target;
    bool good = field_kind(reader, node, YAML_SEQUENCE, "a list of values");

    for (size_t i = 0; good && i < node->count; i++) {
        struct default_item item = { 0 };

        good = fields_read(reader, &table, node->items[i], &item);
        *ARENA_PUSH(reader->arena, &draft->entry.items) = item;
    }
    return good;
}

static bool read_entry_sdk(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct draft *draft = target;

    return outcome_read_sdk(reader, node, &draft->entry.sdk_text, &draft->entry.sdk);
}

static bool read_only_value(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct draft *draft = target;

    draft->has_only = true;
    return read_value(reader, &draft->only, node);
}

static bool read_only_forced(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return read_forced(reader, &((struct draft *)target)->only, node);
}

static bool read_symbols(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_texts(reader, node, &((struct draft *)target)->symbols);
}

static bool read_partition(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_text(reader, node, &((struct draft *)target)->entry.symbol);
}

static bool read_members(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_texts(reader, node, &((struct draft *)target)->entry.members);
}

static bool read_source(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_text(reader, node, &((struct draft *)target)->entry.source);
}

static bool read_image(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct draft *draft = target;
    const char *name;

    if (!field_text(reader, node, &name)) {
        return false;
    }
    if (image_name_parse(slice_of(name), &draft->entry.image)) {
        return true;
    }
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "'%s' is no image", name);
}

/* "mcuboot:CONFIG_X" */
static bool split_symbol(struct field_reader *reader, const struct yaml_node *node, const char *text,
                         struct default_entry *entry)
{
    size_t colon = strcspn(text, ":");

    if (text[colon] == ':' && image_name_parse((struct slice){ text, colon }, &entry->image)) {
        entry->symbol = text + colon + 1;
        return true;
    }
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "'%s' is no symbol: expected IMAGE:SYMBOL",
                    text);
}

static bool fail(struct field_reader *reader, const struct yaml_node *node, const char *what)
{
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "%s", what);
}

/* A whole place or none. */
static bool places_badly(const struct default_item *item)
{
    bool any = item->region != NULL || item->address != NULL || item->size != NULL;
    bool all = item->region != NULL && item->address != NULL && item->size != NULL;

    return any != all || (any && item->absent);
}

static bool check_items(struct field_reader *reader, const struct yaml_node *node, const struct draft *draft)
{
    const struct default_entry *entry = &draft->entry;

    if (entry->source == NULL) {
        return fail(reader, node, "a default needs a source");
    }
    if (entry->kind == DEFAULT_PARTITION && (entry->symbol == NULL || draft->has_only)) {
        return fail(reader, node, "a partition needs its name in 'partition' and places in 'values'");
    }
    if (entry->items.count == 0 && !draft->has_only && entry->kind != DEFAULT_CHOICE) {
        return fail(reader, node, "a default needs 'value' or 'values'");
    }
    for (size_t i = 0; i < entry->items.count; i++) {
        const struct default_item *item = &entry->items.items[i];

        bool values[] = { [DEFAULT_SYMBOL] = item->value != NULL,
                          [DEFAULT_CHOICE] = item->member != NULL,
                          [DEFAULT_IMAGE] = item->value != NULL,
                          [DEFAULT_DEVICETREE] = item->text != NULL,
                          [DEFAULT_PARTITION] = item->region != NULL || item->absent };

        if (places_badly(item)) {
            return fail(reader, node, "a partition needs 'region', 'address' and 'size', or 'absent'");
        }
        if ((item->value != NULL) + (item->member != NULL) + (item->text != NULL) + (item->open != NULL) +
                    (item->region != NULL) + item->absent !=
                1 ||
            (!values[entry->kind] && item->open == NULL)) {
            return fail(reader, node,
                        "each item needs a 'value' (of a choice a 'member', of a devicetree a 'text', of a partition a "
                        "place) or 'open'");
        }
    }
    return true;
}

static bool read_draft(struct field_reader *reader, const struct yaml_node *node, struct draft *draft)
{
    static const struct field fields[] = {
        { "symbols", read_symbols, 0 },     { "image", read_image, 0 },   { "members", read_members, 0 },
        { "sdk", read_entry_sdk, 0 },       { "source", read_source, 0 }, { "value", read_only_value, 0 },
        { "values", read_items, 0 },        { "default", read_items, 0 }, { "forced", read_only_forced, 0 },
        { "partition", read_partition, 0 },
    };
    static const struct field_table table = { "a default", fields, ARRAY_LENGTH(fields) };

    draft->entry.origin = node->origin;
    if (!fields_read(reader, &table, node, draft) || !check_items(reader, node, draft)) {
        return false;
    }
    if (draft->has_only) {
        *ARENA_PUSH(reader->arena, &draft->entry.items) = draft->only;
    }
    return true;
}

/* Called for each node of a list; kind says which of the keys it is. */
static bool read_list(struct field_reader *reader, struct default_rules *rules, const struct yaml_node *node,
                      enum default_kind kind)
{
    bool good = field_kind(reader, node, YAML_SEQUENCE, "a list");

    for (size_t i = 0; good && i < node->count; i++) {
        struct draft draft = { .entry = { .kind = kind } };

        good = read_draft(reader, node->items[i], &draft);
        if (good && kind != DEFAULT_SYMBOL) {
            *ARENA_PUSH(reader->arena, rules) = draft.entry;
        }
        for (size_t k = 0; good && kind == DEFAULT_SYMBOL && k < draft.symbols.count; k++) {
            good = split_symbol(reader, node->items[i], draft.symbols.items[k], &draft.entry);
            *ARENA_PUSH(reader->arena, rules) = draft.entry;
        }
    }
    return good;
}

bool defaults_read_symbols(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return read_list(reader, &((struct rule_set *)target)->defaults, node, DEFAULT_SYMBOL);
}

bool defaults_read_choices(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return read_list(reader, &((struct rule_set *)target)->defaults, node, DEFAULT_CHOICE);
}

bool defaults_read_images(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return read_list(reader, &((struct rule_set *)target)->defaults, node, DEFAULT_IMAGE);
}

bool defaults_read_devicetrees(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return read_list(reader, &((struct rule_set *)target)->defaults, node, DEFAULT_DEVICETREE);
}

bool defaults_read_partitions(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return read_list(reader, &((struct rule_set *)target)->defaults, node, DEFAULT_PARTITION);
}
