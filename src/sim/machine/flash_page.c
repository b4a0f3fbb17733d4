#include "sim/machine/flash_page.h"

#include <assert.h>
#include <string.h>

/* Small enough that a status write costs little, large enough that hashing runs at the memory's speed. */
#define BLOCK_SIZE 256u

#define KEY_BLOCK   0x1000u
#define KEY_KINDS   0x2000u
#define KEY_PATTERN 0x2001u

static uint32_t block_count(uint32_t size)
{
    return (size + BLOCK_SIZE - 1) / BLOCK_SIZE;
}

/* Bytes of a page, filled up so that the block sums behind it are aligned. */
static size_t aligned(uint32_t size)
{
    return (size + (sizeof(struct state_hash) - 1)) / sizeof(struct state_hash) * sizeof(struct state_hash);
}

static size_t page_bytes(uint32_t size)
{
    return sizeof(struct flash_page) + aligned(size) + block_count(size) * sizeof(struct state_hash);
}

static uint32_t word_count(const struct flash_page *page)
{
    return page->size / page->word_size;
}

static size_t overlay_bytes(const struct flash_page *page)
{
    return sizeof(struct flash_overlay) + word_count(page) + page->size;
}

static struct state_hash block_hash(const struct flash_page *page, uint32_t block)
{
    uint32_t start = block * BLOCK_SIZE;
    uint32_t size = page->size - start < BLOCK_SIZE ? page->size - start : BLOCK_SIZE;

    return flash_hash_bytes(page->bytes + start, size, KEY_BLOCK + block);
}

/* Bytes of these blocks were changed. */
static void sum_up(struct flash_page *page, uint32_t offset, uint32_t size)
{
    for (uint32_t block = offset / BLOCK_SIZE; block <= (offset + size - 1) / BLOCK_SIZE; block++) {
        flash_hash_subtract(&page->sum, page->blocks[block]);
        page->blocks[block] = block_hash(page, block);
        flash_hash_add(&page->sum, page->blocks[block]);
    }
}

static struct state_hash overlay_hash(const struct flash_page *page)
{
    struct state_hash sum = flash_hash_bytes(page->overlay->kinds, word_count(page), KEY_KINDS);

    if (page->overlay->own_words + page->overlay->page_words != 0) {
        flash_hash_add(&sum, flash_hash_bytes(page->overlay->pattern, page->size, KEY_PATTERN));
    }
    return sum;
}

struct flash_page *flash_page_create(struct flash_pool *pool, uint32_t size, uint32_t word_size)
{
    struct flash_page *page = flash_pool_take(pool, page_bytes(size));

    atomic_init(&page->holders, 1);
    page->size = size;
    page->word_size = word_size;
    page->sum = (struct state_hash){ { 0, 0 } };
    page->overlay = NULL;
    page->blocks = (struct state_hash *)(void *)(page->bytes + aligned(size));
    memset(page->bytes, 0xff, size);
    memset(page->blocks, 0, block_count(size) * sizeof *page->blocks);
    sum_up(page, 0, size);
    return page;
}

static struct flash_overlay *overlay_create(struct flash_pool *pool, const struct flash_page *page)
{
    struct flash_overlay *overlay = flash_pool_take(pool, overlay_bytes(page));

    *overlay = (struct flash_overlay){ .kinds = (uint8_t *)(overlay + 1) };
    overlay->pattern = overlay->kinds + word_count(page);
    return overlay;
}

struct flash_page *flash_page_clone(struct flash_pool *pool, const struct flash_page *page)
{
    struct flash_page *copy = flash_pool_take(pool, page_bytes(page->size));

    atomic_init(&copy->holders, 1);
    copy->size = page->size;
    copy->word_size = page->word_size;
    copy->sum = page->sum;
    copy->overlay = NULL;
    copy->blocks = (struct state_hash *)(void *)(copy->bytes + aligned(page->size));
    memcpy(copy->bytes, page->bytes, aligned(page->size) + block_count(page->size) * sizeof *page->blocks);
    if (page->overlay != NULL) {
        copy->overlay = overlay_create(pool, copy);
        copy->overlay->own_words = page->overlay->own_words;
        copy->overlay->page_words = page->overlay->page_words;
        copy->overlay->defined_words = page->overlay->defined_words;
        memcpy(copy->overlay->kinds, page->overlay->kinds, word_count(page) + page->size);
    }
    return copy;
}

void flash_page_hold(struct flash_page *page)
{
    atomic_fetch_add_explicit(&page->holders, 1, memory_order_relaxed);
}

void flash_page_drop(struct flash_pool *pool, struct flash_page *page)
{
    if (atomic_fetch_sub_explicit(&page->holders, 1, memory_order_acq_rel) != 1) {
        return;
    }
    if (page->overlay != NULL) {
        flash_pool_give(pool, page->overlay, overlay_bytes(page));
    }
    flash_pool_give(pool, page, page_bytes(page->size));
}

void flash_page_set(struct flash_page *page, uint32_t offset, const void *bytes, uint32_t size)
{
    assert(size != 0 && offset < page->size && size <= page->size - offset);
    memcpy(page->bytes + offset, bytes, size);
    sum_up(page, offset, size);
}

void flash_page_fill(struct flash_page *page, uint32_t offset, uint8_t value, uint32_t size)
{
    assert(size != 0 && offset < page->size && size <= page->size - offset);
    memset(page->bytes + offset, value, size);
    sum_up(page, offset, size);
}

enum flash_word flash_page_kind(const struct flash_page *page, uint32_t word)
{
    return page->overlay == NULL ? FLASH_WORD_STABLE : (enum flash_word)page->overlay->kinds[word];
}

struct flash_overlay *flash_page_open_overlay(struct flash_pool *pool, struct flash_page *page)
{
    if (page->overlay != NULL) {
        flash_hash_subtract(&page->sum, overlay_hash(page));
        return page->overlay;
    }
    page->overlay = overlay_create(pool, page);
    memset(page->overlay->kinds, FLASH_WORD_STABLE, word_count(page));
    memset(page->overlay->pattern, 0, page->size);
    return page->overlay;
}

void flash_page_close_overlay(struct flash_pool *pool, struct flash_page *page)
{
    const struct flash_overlay *overlay = page->overlay;

    if (overlay->own_words + overlay->page_words + overlay->defined_words != 0) {
        flash_hash_add(&page->sum, overlay_hash(page));
        return;
    }
    flash_pool_give(pool, page->overlay, overlay_bytes(page));
    page->overlay = NULL;
}

static uint32_t *counter_of(struct flash_overlay *overlay, enum flash_word kind)
{
    switch (kind) {
    case FLASH_WORD_OWN:
        return &overlay->own_words;
    case FLASH_WORD_PAGE:
        return &overlay->page_words;
    case FLASH_WORD_DEFINED:
        return &overlay->defined_words;
    case FLASH_WORD_STABLE:
        break;
    }
    return NULL;
}

void flash_page_mark(struct flash_page *page, uint32_t word, enum flash_word kind, const uint8_t *pattern)
{
    struct flash_overlay *overlay = page->overlay;
    uint32_t *before = counter_of(overlay, (enum flash_word)overlay->kinds[word]);
    uint32_t *after = counter_of(overlay, kind);

    if (before != NULL) {
        (*before)--;
    }
    if (after != NULL) {
        (*after)++;
    }
    overlay->kinds[word] = (uint8_t)kind;
    if (pattern != NULL) {
        memcpy(overlay->pattern + word * page->word_size, pattern, page->word_size);
    } else {
        memset(overlay->pattern + word * page->word_size, 0, page->word_size);
    }
}

void flash_page_settle(struct flash_pool *pool, struct flash_page *page)
{
    if (page->overlay == NULL) {
        return;
    }
    flash_hash_subtract(&page->sum, overlay_hash(page));
    flash_pool_give(pool, page->overlay, overlay_bytes(page));
    page->overlay = NULL;
}

uint32_t flash_page_units(const struct flash_page *page)
{
    return page->overlay == NULL ? 0 : page->overlay->own_words + (page->overlay->page_words != 0 ? 1 : 0);
}
