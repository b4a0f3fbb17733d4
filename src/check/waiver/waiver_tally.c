#include "check/waiver/waiver_tally.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "check/run/sdk_candidates.h"

static int compare_numbers(uint32_t left, uint32_t right)
{
    return (left > right) - (left < right);
}

static int compare_rules(const struct rule *left, const struct rule *right)
{
    if (left == NULL || right == NULL) {
        return (left != NULL) - (right != NULL);
    }
    return strcmp(left->id, right->id);
}

static int compare_tallies(const void *left, const void *right)
{
    const struct waiver_tally *a = left;
    const struct waiver_tally *b = right;
    const struct source *file = a->origin.source;
    int order = file == b->origin.source ? 0 : strcmp(file->path, b->origin.source->path);

    if (order == 0) {
        order = compare_numbers(a->origin.line, b->origin.line);
    }
    if (order == 0) {
        order = compare_numbers(a->origin.column, b->origin.column);
    }
    return order != 0 ? order : compare_rules(a->rule, b->rule);
}

/* The rule was left out because of the SDK's release, whatever else it asks for. */
static bool is_for_other_releases(struct arena *arena, const struct rule_set *set, const struct waiver_check *check,
                                  const struct rule *rule)
{
    struct sdk_candidates candidates;

    if (check->fates[rule_index(set, rule)].kind != FATE_NO_CASE) {
        return false;
    }
    candidates = sdk_candidates_of(arena, set, rule, check->project);
    for (size_t i = 0; i < candidates.count; i++) {
        if (candidates.items[i].in_range) {
            return false;
        }
    }
    return true;
}

static void add_places(struct arena *arena, struct waiver_tallies *tallies, const struct rule_set *set,
                       const struct waiver_check *check)
{
    const struct waiver_uses *uses = &check->uses;

    for (size_t i = 0; i < uses->count; i++) {
        const struct waiver_use *use = &uses->items[i];
        struct waiver_tally tally = { .rule = use->waiver->rule, .origin = use->waiver->origin, .used = use->used };

        if (use->waiver->origin.source == NULL) {
            continue;
        }
        if (use->in_scope) {
            tally.decided = use->decided;
            tally.other_sdk = !use->decided && is_for_other_releases(arena, set, check, use->waiver->rule);
            tally.open = !use->decided && !tally.other_sdk;
        }
        *ARENA_PUSH(arena, tallies) = tally;
    }
    for (size_t i = 0; i < uses->unreadable.count; i++) {
        *ARENA_PUSH(arena, tallies) = (struct waiver_tally){ .origin = uses->unreadable.items[i].origin };
    }
}

/* One of each place and rule stays, with what all of them know. */
static void merge(struct waiver_tallies *tallies)
{
    size_t kept = 0;

    for (size_t i = 1; i < tallies->count; i++) {
        const struct waiver_tally *item = &tallies->items[i];
        struct waiver_tally *last = &tallies->items[kept];

        if (compare_tallies(last, item) != 0) {
            tallies->items[++kept] = *item;
        } else {
            last->used = last->used || item->used;
            last->decided = last->decided || item->decided;
            last->open = last->open || item->open;
            last->other_sdk = last->other_sdk || item->other_sdk;
        }
    }
    tallies->count = tallies->count > 0 ? kept + 1 : 0;
}

struct waiver_tallies waiver_tallies_of(struct arena *arena, const struct rule_set *set,
                                        const struct waiver_checks *checks)
{
    struct waiver_tallies tallies = { 0 };

    for (size_t i = 0; i < checks->count; i++) {
        add_places(arena, &tallies, set, &checks->items[i]);
    }
    if (tallies.count > 0) {
        qsort(tallies.items, tallies.count, sizeof *tallies.items, compare_tallies);
    }
    merge(&tallies);
    return tallies;
}

struct waiver_tally *waiver_tally_find(const struct waiver_tallies *tallies, const struct rule *rule,
                                       struct origin origin)
{
    const struct waiver_tally key = { .rule = rule, .origin = origin };
    struct waiver_tally *found =
        tallies->count == 0 ? NULL
                            : bsearch(&key, tallies->items, tallies->count, sizeof *tallies->items, compare_tallies);

    assert(found != NULL);
    return found;
}
