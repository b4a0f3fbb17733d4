/* From single rules to a set: names, types and requirements across all files. */
#include "check/rule/rule_reader.h"

#include <stdlib.h>
#include <string.h>

static bool check_pending(struct rule_set *set, struct diagnostics *diagnostics)
{
    bool good = true;

    for (size_t i = 0; i < set->pending.count; i++) {
        const struct pending_check *pending = &set->pending.items[i];
        struct typing typing = { .definitions = &set->definitions, .diagnostics = diagnostics };

        if (pending->loop != NULL && !scope_enter(&typing, pending->loop)) {
            good = false;
        } else if (pending->as_bool) {
            good = expression_check_as(&typing, pending->expression, TYPE_BOOL) && good;
        } else {
            good = expression_check(&typing, pending->expression) && good;
        }
    }
    return good;
}

static int compare_ids(const void *left, const void *right)
{
    return strcmp(((const struct rule *)left)->id, ((const struct rule *)right)->id);
}

static bool check_unique(const struct rule_set *set, struct diagnostics *diagnostics)
{
    bool good = true;

    for (size_t i = 0; i < set->rules.count; i++) {
        const struct rule *rule = &set->rules.items[i];
        const struct rule *same;

        if (i > 0 && strcmp(rule->id, rule[-1].id) == 0) {
            good = diagnose(diagnostics, DIAGNOSTIC_INPUT, rule->origin, "rule id '%s' is used twice", rule->id);
        }
        same = rule_set_find_name(set, rule->name);
        if (same != rule) {
            good = diagnose(diagnostics, DIAGNOSTIC_INPUT, rule->origin, "rule name '%s' is used twice", rule->name);
        }
    }
    return good;
}

enum visit { VISIT_NEW, VISIT_OPEN, VISIT_DONE };

struct ordering {
    struct rule_set *set;
    struct diagnostics *diagnostics;
    enum visit *visits;
    size_t count;
};

/* Rules that require each other in a long row would only be a mistake; the limit also bounds the stack. */
#define REQUIRES_DEPTH 50

/* Puts a rule behind those it requires. */
static bool visit(struct ordering *ordering, size_t index, unsigned depth)
{
    const struct rule *rule = &ordering->set->rules.items[index];

    if (ordering->visits[index] == VISIT_DONE) {
        return true;
    }
    if (ordering->visits[index] == VISIT_OPEN || depth > REQUIRES_DEPTH) {
        return diagnose(ordering->diagnostics, DIAGNOSTIC_INPUT, rule->origin, "rule '%s' requires itself in the end",
                        rule->id);
    }
    ordering->visits[index] = VISIT_OPEN;
    for (size_t i = 0; i < rule->requires.count; i++) {
        const struct rule *required = rule_set_find(ordering->set, rule->requires.items[i]);

        if (required == NULL) {
            return diagnose(ordering->diagnostics, DIAGNOSTIC_INPUT, rule->origin,
                            "rule '%s' requires '%s', which does not exist", rule->id, rule->requires.items[i]);
        }
        if (!visit(ordering, (size_t)(required - ordering->set->rules.items), depth + 1)) {
            return false;
        }
    }
    ordering->visits[index] = VISIT_DONE;
    ordering->set->run_order[ordering->count++] = index;
    return true;
}

static bool order_rules(struct arena *arena, struct rule_set *set, struct diagnostics *diagnostics)
{
    struct ordering ordering = { set, diagnostics, arena_array(arena, set->rules.count, sizeof(enum visit)), 0 };

    set->run_order = arena_array(arena, set->rules.count, sizeof *set->run_order);
    for (size_t i = 0; i < set->rules.count; i++) {
        if (!visit(&ordering, i, 0)) {
            return false;
        }
    }
    return true;
}

bool rule_set_link(struct arena *arena, struct rule_set *set, struct diagnostics *diagnostics)
{
    bool good = definitions_link(&set->definitions, diagnostics);

    if (set->rules.count > 0) {
        qsort(set->rules.items, set->rules.count, sizeof *set->rules.items, compare_ids);
    }
    for (size_t i = 0; i < set->definitions.count; i++) {
        expression_versions(arena, set->definitions.items[i].expression, &set->definition_versions);
    }
    good = good && check_pending(set, diagnostics) && defaults_link(arena, set, diagnostics);
    good = check_unique(set, diagnostics) && good;
    return order_rules(arena, set, diagnostics) && good;
}
