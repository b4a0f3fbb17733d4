#include "sim/explorer/explorer_claims.h"

#include <assert.h>
#include <string.h>
#include "sim/machine/page_mask.h"

struct claims claims_create(struct arena *arena, struct graph *graph, uint32_t page_count)
{
    return (struct claims){
        .arena = arena, .graph = graph, .words = page_mask_words(page_count), .by_key = explorer_set_create(arena)
    };
}

static struct graph_node *node_at(const struct claims *claims, uint32_t number)
{
    return &claims->graph->nodes.items[number];
}

bool claims_allow(const struct claims *claims, uint32_t node, const uint64_t *pages)
{
    const struct graph_node *stands = node_at(claims, node);

    return !page_mask_meet(stands->failed, pages, claims->words) &&
           (stands->run_count == 0 || page_mask_inside(pages, stands->erased, claims->words));
}

/* Adds the pages to a set that may not be there yet; false: all were in it. */
static bool add_pages(struct claims *claims, uint64_t **set, const uint64_t *pages)
{
    if (page_mask_inside(pages, *set, claims->words)) {
        return false;
    }
    if (*set == NULL) {
        *set = arena_array(claims->arena, claims->words, sizeof **set);
    }
    for (size_t i = 0; i < claims->words; i++) {
        (*set)[i] |= pages[i];
    }
    return true;
}

static const uint64_t *both(struct claims *claims, const uint64_t *left, const uint64_t *right)
{
    uint64_t *result = arena_array(claims->arena, claims->words, sizeof *result);

    for (size_t i = 0; i < claims->words; i++) {
        result[i] = left[i] & right[i];
    }
    return result;
}

static void note_failure(struct claims *claims, uint32_t node, const uint64_t *pages)
{
    if (!page_mask_inside(pages, node_at(claims, node)->failed, claims->words)) {
        *ARENA_PUSH(claims->arena, &claims->failures) = (struct claim_failure){ node, pages };
    }
}

static void undo_aliases(struct claims *claims, uint32_t first, const uint64_t *pages)
{
    for (uint32_t i = first; i != CLAIMS_NONE; i = claims->aliases.items[i].next) {
        struct alias *alias = &claims->aliases.items[i];

        if (!alias->undone && page_mask_meet(alias->pages, pages, claims->words)) {
            alias->undone = true;
            claims->undone++;
            *ARENA_PUSH(claims->arena, &claims->to_make) = i;
        }
    }
}

static void fail_needs(struct claims *claims, uint32_t first, const uint64_t *pages)
{
    for (uint32_t i = first; i != CLAIMS_NONE; i = claims->needs.items[i].next) {
        const struct need *need = &claims->needs.items[i];

        if (page_mask_meet(need->pages, pages, claims->words)) {
            note_failure(claims, need->from, both(claims, need->pages, pages));
        }
    }
}

/* Until nothing follows any more. */
static void draw_consequences(struct claims *claims)
{
    while (claims->failures.count != 0) {
        struct claim_failure failure = claims->failures.items[--claims->failures.count];
        struct graph_node *node = node_at(claims, failure.node);

        if (add_pages(claims, &node->failed, failure.pages)) {
            undo_aliases(claims, node->first_alias, failure.pages);
            fail_needs(claims, node->first_need, failure.pages);
        }
    }
}

static void queue_check(struct claims *claims, uint32_t number)
{
    struct graph_node *node = node_at(claims, number);

    if (node->run_count != 0 && !node->to_check) {
        node->to_check = true;
        *ARENA_PUSH(claims->arena, &claims->to_check) = number;
    }
}

static void claim(struct claims *claims, uint32_t number, const uint64_t *pages)
{
    if (add_pages(claims, &node_at(claims, number)->claimed, pages)) {
        queue_check(claims, number);
    }
}

void claims_leave_out(struct claims *claims, const struct alias *alias)
{
    struct graph_node *node = node_at(claims, alias->node);
    uint32_t number = (uint32_t)claims->aliases.count;
    struct alias *added;

    if (!explorer_set_add(&claims->by_key, alias->key, number)) {
        return;
    }
    added = ARENA_PUSH(claims->arena, &claims->aliases);
    *added = *alias;
    added->next = node->first_alias;
    added->first_need = CLAIMS_NONE;
    added->undone = false;
    node->first_alias = number;
    claim(claims, alias->node, alias->pages);
}

void claims_expanded(struct claims *claims, uint32_t node)
{
    if (node_at(claims, node)->claimed != NULL) {
        queue_check(claims, node);
    }
}

const uint64_t *claims_begin_check(struct claims *claims, uint32_t number)
{
    struct graph_node *node = node_at(claims, number);
    uint64_t *pages = arena_array(claims->arena, claims->words, sizeof *pages);
    uint64_t *kept = arena_array(claims->arena, claims->words, sizeof *kept);

    node->to_check = false;
    for (size_t i = 0; i < claims->words; i++) {
        uint64_t open = node->claimed[i] & ~(node->checked == NULL ? 0 : node->checked[i]);
        uint64_t erased = node->erased == NULL ? 0 : node->erased[i];

        pages[i] = open & erased;
        kept[i] = open & ~erased;
    }
    note_failure(claims, number, kept);
    draw_consequences(claims);
    return add_pages(claims, &node->checked, pages) ? pages : NULL;
}

static void add_need(struct claims *claims, uint32_t from, uint32_t to, uint32_t alias, const uint64_t *pages)
{
    struct graph_node *node = node_at(claims, to);
    uint32_t number = (uint32_t)claims->needs.count;
    struct need *need = ARENA_PUSH(claims->arena, &claims->needs);

    *need = (struct need){ .from = from, .pages = pages, .next = node->first_need, .next_of_alias = CLAIMS_NONE };
    node->first_need = number;
    if (alias != CLAIMS_NONE) {
        need->next_of_alias = claims->aliases.items[alias].first_need;
        claims->aliases.items[alias].first_need = number;
    }
    if (page_mask_meet(node->failed, pages, claims->words)) {
        note_failure(claims, from, both(claims, node->failed, pages));
        draw_consequences(claims);
    }
    claim(claims, to, pages);
}

void claims_need(struct claims *claims, uint32_t from, struct state_hash key, const uint64_t *pages)
{
    uint32_t to = explorer_set_find(&claims->graph->by_key, key);
    uint32_t alias = CLAIMS_NONE;

    if (to == EXPLORER_SET_NONE) {
        alias = explorer_set_find(&claims->by_key, key);
        assert(alias != EXPLORER_SET_NONE);
        to = claims->aliases.items[alias].node;
    }
    add_need(claims, from, to, alias, pages);
}

void claims_made(struct claims *claims, uint32_t alias, uint32_t number)
{
    uint32_t next;

    for (uint32_t i = claims->aliases.items[alias].first_need; i != CLAIMS_NONE; i = next) {
        struct need need = claims->needs.items[i];

        next = need.next_of_alias;
        add_need(claims, need.from, number, CLAIMS_NONE, need.pages);
    }
    claims->aliases.items[alias].first_need = CLAIMS_NONE;
}
