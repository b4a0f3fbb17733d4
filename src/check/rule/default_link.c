/* The order in which defaults can be worked out: each behind those it asks for. */
#include "check/rule/rule_reader.h"

#include <string.h>

enum visit { VISIT_NEW, VISIT_OPEN, VISIT_DONE };

struct linking {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct rule_set *set;
    const struct default_entry *entries;
    size_t count;
    enum visit *visits;
    struct default_rules ordered;
};

/* Defaults that ask for each other in a longer row are no data any more; it also bounds the stack. */
#define DEFAULT_CHAIN_LIMIT 60

static bool visit(struct linking *linking, size_t index, unsigned depth);

static bool same_image(struct image_name left, struct image_name right)
{
    return left.is_sysbuild == right.is_sysbuild && (left.is_sysbuild || left.role == right.role);
}

static bool gives(const struct default_entry *entry, struct image_name image, const char *symbol)
{
    if (entry->kind == DEFAULT_IMAGE || entry->kind == DEFAULT_DEVICETREE || entry->kind == DEFAULT_PARTITION ||
        !same_image(entry->image, image)) {
        return false;
    }
    if (entry->kind == DEFAULT_SYMBOL) {
        return strcmp(entry->symbol, symbol) == 0;
    }
    return string_list_has(&entry->members, symbol);
}

/* Everything that gives the symbol, or with symbol NULL the image. */
static bool visit_givers(struct linking *linking, struct image_name image, const char *symbol, unsigned depth)
{
    bool good = true;

    for (size_t i = 0; i < linking->count && good; i++) {
        const struct default_entry *entry = &linking->entries[i];

        if (symbol == NULL ? entry->kind == DEFAULT_IMAGE && same_image(entry->image, image)
                           : gives(entry, image, symbol)) {
            good = visit(linking, i, depth);
        }
    }
    return good;
}

static bool visit_devicetrees(struct linking *linking, struct image_name image, unsigned depth)
{
    bool good = true;

    for (size_t i = 0; i < linking->count && good; i++) {
        if (linking->entries[i].kind == DEFAULT_DEVICETREE && same_image(linking->entries[i].image, image)) {
            good = visit(linking, i, depth);
        }
    }
    return good;
}

static bool visit_partitions(struct linking *linking, const char *name, unsigned depth)
{
    bool good = true;

    for (size_t i = 0; i < linking->count && good; i++) {
        if (linking->entries[i].kind == DEFAULT_PARTITION && strcmp(linking->entries[i].symbol, name) == 0) {
            good = visit(linking, i, depth);
        }
    }
    return good;
}

/* has_image(), chosen() and their like, whose first argument is an image */
static bool visit_call(struct linking *linking, const struct expression *call, unsigned depth)
{
    static const char *const devicetree_calls[] = { "chosen", "node", "compatible_node" };

    for (size_t i = 0; i < ARRAY_LENGTH(devicetree_calls); i++) {
        if (strcmp(call->name, devicetree_calls[i]) == 0) {
            return visit_givers(linking, call->operands[0]->as.image, NULL, depth) &&
                   visit_devicetrees(linking, call->operands[0]->as.image, depth);
        }
    }
    return strcmp(call->name, "has_image") != 0 || visit_givers(linking, call->operands[0]->as.image, NULL, depth);
}

static bool visit_expression(struct linking *linking, const struct expression *expression, unsigned depth)
{
    bool good = true;

    if (expression == NULL) {
        return true;
    }
    if (expression->kind == EXPRESSION_SYMBOL) {
        return visit_givers(linking, expression->as.image, NULL, depth) &&
               visit_givers(linking, expression->as.image, expression->name, depth);
    }
    if (expression->kind == EXPRESSION_PARTITION && expression->as.map == MAP_PM) {
        return visit_partitions(linking, expression->name, depth);
    }
    if (expression->kind == EXPRESSION_CALL && !visit_call(linking, expression, depth)) {
        return false;
    }
    if (expression->kind == EXPRESSION_NAME && expression->name_kind == NAME_DEFINITION) {
        return visit_expression(linking, expression->definition->expression, depth);
    }
    for (size_t i = 0; i < expression->operand_count && good; i++) {
        good = visit_expression(linking, expression->operands[i], depth);
    }
    return good;
}

static bool visit(struct linking *linking, size_t index, unsigned depth)
{
    const struct default_entry *entry = &linking->entries[index];
    bool good = true;

    if (linking->visits[index] == VISIT_DONE) {
        return true;
    }
    if (linking->visits[index] == VISIT_OPEN || depth > DEFAULT_CHAIN_LIMIT) {
        return diagnose(linking->diagnostics, DIAGNOSTIC_INPUT, entry->origin,
                        "this default asks for itself in the end");
    }
    linking->visits[index] = VISIT_OPEN;
    if (entry->kind != DEFAULT_IMAGE) {
        good = visit_givers(linking, entry->image, NULL, depth + 1);
    }
    for (size_t i = 0; i < entry->items.count && good; i++) {
        good = visit_expression(linking, entry->items.items[i].when, depth + 1) &&
               visit_expression(linking, entry->items.items[i].value, depth + 1) &&
               visit_expression(linking, entry->items.items[i].address, depth + 1) &&
               visit_expression(linking, entry->items.items[i].size, depth + 1);
    }
    linking->visits[index] = VISIT_DONE;
    *ARENA_PUSH(linking->arena, &linking->ordered) = *entry;
    return good;
}

static void add_bounds(struct arena *arena, const struct sdk_range *range, struct version_list *versions)
{
    for (size_t i = 0; i < range->count; i++) {
        *ARENA_PUSH(arena, versions) = range->items[i].version;
    }
}

static void collect_versions(struct arena *arena, struct rule_set *set)
{
    for (size_t i = 0; i < set->defaults.count; i++) {
        const struct default_entry *entry = &set->defaults.items[i];

        add_bounds(arena, &entry->sdk, &set->default_versions);
        for (size_t k = 0; k < entry->items.count; k++) {
            add_bounds(arena, &entry->items.items[k].sdk, &set->default_versions);
            if (entry->items.items[k].when != NULL) {
                expression_versions(arena, entry->items.items[k].when, &set->default_versions);
            }
        }
    }
}

bool defaults_link(struct arena *arena, struct rule_set *set, struct diagnostics *diagnostics)
{
    struct linking linking = { .arena = arena, .diagnostics = diagnostics, .set = set };
    bool good = true;

    linking.entries = set->defaults.items;
    linking.count = set->defaults.count;
    linking.visits = arena_array(arena, linking.count, sizeof *linking.visits);
    for (size_t i = 0; i < linking.count && good; i++) {
        good = visit(&linking, i, 0);
    }
    set->defaults = linking.ordered;
    collect_versions(arena, set);
    return good;
}
