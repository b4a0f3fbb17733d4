#include "sim/machine/flash_share.h"

#include <string.h>

#define FIRST_CAPACITY 4096u

static void make_tables(struct flash_share *share, size_t capacity)
{
    share->places = arena_array(share->arena, capacity, sizeof *share->places);
    share->spare = arena_array(share->arena, capacity, sizeof *share->spare);
    share->capacity = capacity;
}

struct flash_share flash_share_create(struct arena *arena, struct flash_pool *pool)
{
    struct flash_share share = { .arena = arena, .pool = pool };

    make_tables(&share, FIRST_CAPACITY);
    return share;
}

static bool same_content(const struct flash_page *left, const struct flash_page *right)
{
    return left->size == right->size && left->word_size == right->word_size && flash_hash_equal(left->sum, right->sum);
}

/* The place of a page with this content, or the free one where it would be. */
static struct flash_page **place_of(const struct flash_share *share, const struct flash_page *page)
{
    size_t at = page->sum.words[0] & (share->capacity - 1);

    while (share->places[at] != NULL && !same_content(share->places[at], page)) {
        at = (at + 1) & (share->capacity - 1);
    }
    return &share->places[at];
}

/* A page with one holder is held by nothing but this table, so no thread can get hold of it any more. */
static void let_go(struct flash_share *share, struct flash_page **places, size_t capacity)
{
    for (size_t i = 0; i < capacity; i++) {
        if (places[i] == NULL) {
            continue;
        }
        if (atomic_load_explicit(&places[i]->holders, memory_order_acquire) == 1) {
            flash_page_drop(share->pool, places[i]);
        } else {
            *place_of(share, places[i]) = places[i];
            share->count++;
        }
    }
}

static size_t count_held(const struct flash_share *share)
{
    size_t held = 0;

    for (size_t i = 0; i < share->capacity; i++) {
        const struct flash_page *page = share->places[i];

        held += page != NULL && atomic_load_explicit(&page->holders, memory_order_acquire) != 1;
    }
    return held;
}

/* Into another table, as removing single pages from an open-addressed one would tear its chains; a larger one when most
 * pages stay, so that this remains rare.
 */
static void tidy(struct flash_share *share)
{
    struct flash_page **places = share->places;
    size_t capacity = share->capacity;

    if (count_held(share) * 4 > capacity) {
        make_tables(share, capacity * 2);
        share->count = 0;
        let_go(share, places, capacity);
        return;
    }
    share->places = share->spare;
    share->spare = places;
    share->count = 0;
    let_go(share, places, capacity);
    memset(places, 0, capacity * sizeof *places);
}

struct flash_page *flash_share_page(struct flash_share *share, struct flash_page *page)
{
    struct flash_page **place = place_of(share, page);

    if (*place != NULL) {
        struct flash_page *known = *place;

        if (known != page) {
            flash_page_hold(known);
            flash_page_drop(share->pool, page);
        }
        return known;
    }
    flash_page_hold(page);
    *place = page;
    share->count++;
    if (share->count * 2 > share->capacity) {
        tidy(share);
    }
    return page;
}
