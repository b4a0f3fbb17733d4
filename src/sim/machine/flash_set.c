#include "sim/machine/flash_set.h"

#include <string.h>
#include "sim/machine/page_mask.h"

#define KEY_PLACE 0x3000u

struct flash_chunk {
    atomic_uint holders;
    struct flash_page *pages[FLASH_CHUNK_PAGES];
};

static struct state_hash placed(enum flash_device device, uint32_t page, const struct flash_page *content)
{
    return flash_hash_words(KEY_PLACE, (uint64_t)device << 32 | page, content->sum.words[0], content->sum.words[1]);
}

static bool layout_fits(const struct flash_layout *layout)
{
    uint32_t page = layout->page_size;
    uint32_t word = layout->write_size;

    return layout->size == 0 || (page != 0 && (page & (page - 1)) == 0 && word != 0 && word <= 16 &&
                                 (word & (word - 1)) == 0 && page % word == 0 && layout->size % page == 0);
}

static uint32_t shift_of(uint32_t power_of_two)
{
    uint32_t shift = 0;

    while (power_of_two >> shift > 1) {
        shift++;
    }
    return shift;
}

static struct flash_chunk *chunk_create(struct flash_set *set, enum flash_device device, uint32_t count)
{
    struct flash_chunk *chunk = flash_pool_take(set->pool, sizeof *chunk);

    atomic_init(&chunk->holders, 1);
    for (uint32_t i = 0; i < FLASH_CHUNK_PAGES; i++) {
        chunk->pages[i] = i < count ? set->erased[device] : NULL;
        if (i < count) {
            flash_page_hold(set->erased[device]);
        }
    }
    return chunk;
}

static void fill_device(struct flash_set *set, enum flash_device device)
{
    const struct flash_geometry *geometry = &set->geometry[device];

    for (uint32_t page = 0; page < geometry->page_count; page += FLASH_CHUNK_PAGES) {
        uint32_t left = geometry->page_count - page;

        set->contents.chunks[geometry->first_chunk + page / FLASH_CHUNK_PAGES] =
            chunk_create(set, device, left < FLASH_CHUNK_PAGES ? left : FLASH_CHUNK_PAGES);
    }
    for (uint32_t page = 0; page < geometry->page_count; page++) {
        flash_hash_add(&set->contents.sum, placed(device, page, set->erased[device]));
    }
}

bool flash_set_create(struct flash_set *set, struct arena *arena, struct flash_pool *pool,
                      const struct machine_layout *layout)
{
    *set = (struct flash_set){ .pool = pool, .share = flash_share_create(arena, pool) };
    for (size_t i = 0; i < FLASH_DEVICE_COUNT; i++) {
        struct flash_geometry *geometry = &set->geometry[i];

        if (!layout_fits(&layout->flash[i])) {
            return false;
        }
        if (layout->flash[i].size == 0) {
            continue;
        }
        geometry->layout = layout->flash[i];
        geometry->page_count = geometry->layout.size / geometry->layout.page_size;
        geometry->page_shift = shift_of(geometry->layout.page_size);
        geometry->first_chunk = set->chunk_count;
        geometry->first_page = set->page_count;
        set->page_count += geometry->page_count;
        set->chunk_count += (geometry->page_count + FLASH_CHUNK_PAGES - 1) / FLASH_CHUNK_PAGES;
        set->erased[i] = flash_page_create(pool, geometry->layout.page_size, geometry->layout.write_size);
    }
    set->contents.chunks = arena_array(arena, set->chunk_count, sizeof(struct flash_chunk *));
    for (size_t i = 0; i < FLASH_DEVICE_COUNT; i++) {
        fill_device(set, (enum flash_device)i);
    }
    return true;
}

static void chunk_drop(struct flash_pool *pool, struct flash_chunk *chunk)
{
    if (atomic_fetch_sub_explicit(&chunk->holders, 1, memory_order_acq_rel) != 1) {
        return;
    }
    for (uint32_t i = 0; i < FLASH_CHUNK_PAGES && chunk->pages[i] != NULL; i++) {
        flash_page_drop(pool, chunk->pages[i]);
    }
    flash_pool_give(pool, chunk, sizeof *chunk);
}

static struct flash_chunk *chunk_clone(struct flash_pool *pool, const struct flash_chunk *chunk)
{
    struct flash_chunk *copy = flash_pool_take(pool, sizeof *copy);

    atomic_init(&copy->holders, 1);
    memcpy(copy->pages, chunk->pages, sizeof copy->pages);
    for (uint32_t i = 0; i < FLASH_CHUNK_PAGES && copy->pages[i] != NULL; i++) {
        flash_page_hold(copy->pages[i]);
    }
    return copy;
}

static struct flash_chunk **chunk_of(const struct flash_set *set, enum flash_device device, uint32_t page)
{
    return &set->contents.chunks[set->geometry[device].first_chunk + page / FLASH_CHUNK_PAGES];
}

struct flash_page *flash_set_page(const struct flash_set *set, enum flash_device device, uint32_t page)
{
    return (*chunk_of(set, device, page))->pages[page % FLASH_CHUNK_PAGES];
}

/* The place of the page's pointer, in a chunk that no other state sees. */
static struct flash_page **own_place(struct flash_set *set, enum flash_device device, uint32_t page)
{
    struct flash_chunk **chunk = chunk_of(set, device, page);

    if (atomic_load_explicit(&(*chunk)->holders, memory_order_acquire) != 1) {
        struct flash_chunk *copy = chunk_clone(set->pool, *chunk);

        chunk_drop(set->pool, *chunk);
        *chunk = copy;
    }
    return &(*chunk)->pages[page % FLASH_CHUNK_PAGES];
}

static struct state_hash sum_of_chunk(const struct flash_chunk *chunk, enum flash_device device, uint32_t first,
                                      uint32_t first_number, const uint64_t *pages)
{
    struct state_hash sum = { { 0, 0 } };

    for (uint32_t i = 0; i < FLASH_CHUNK_PAGES && chunk->pages[i] != NULL; i++) {
        uint32_t number = first_number + i;

        if ((pages[number / 64] >> number % 64 & 1) != 0) {
            flash_hash_add(&sum, placed(device, first + i, chunk->pages[i]));
        }
    }
    return sum;
}

struct state_hash flash_set_sum_of(const struct flash_set *set, const struct flash_contents *copy,
                                   const uint64_t *pages)
{
    struct state_hash sum = { { 0, 0 } };

    for (size_t i = 0; i < FLASH_DEVICE_COUNT; i++) {
        const struct flash_geometry *geometry = &set->geometry[i];

        for (uint32_t first = 0; first < geometry->page_count; first += FLASH_CHUNK_PAGES) {
            flash_hash_add(&sum, sum_of_chunk(copy->chunks[geometry->first_chunk + first / FLASH_CHUNK_PAGES],
                                              (enum flash_device)i, first, geometry->first_page + first, pages));
        }
    }
    return sum;
}

static void chunk_difference(const struct flash_chunk *left, const struct flash_chunk *right, uint32_t first_number,
                             uint64_t *pages)
{
    for (uint32_t i = 0; i < FLASH_CHUNK_PAGES && left->pages[i] != NULL; i++) {
        if (left->pages[i] != right->pages[i] && !flash_hash_equal(left->pages[i]->sum, right->pages[i]->sum)) {
            page_mask_add(pages, first_number + i);
        }
    }
}

void flash_set_difference(const struct flash_set *set, const struct flash_contents *left,
                          const struct flash_contents *right, uint64_t *pages)
{
    for (size_t i = 0; i < FLASH_DEVICE_COUNT; i++) {
        const struct flash_geometry *geometry = &set->geometry[i];

        for (uint32_t first = 0; first < geometry->page_count; first += FLASH_CHUNK_PAGES) {
            uint32_t chunk = geometry->first_chunk + first / FLASH_CHUNK_PAGES;

            if (left->chunks[chunk] != right->chunks[chunk]) {
                chunk_difference(left->chunks[chunk], right->chunks[chunk], geometry->first_page + first, pages);
            }
        }
    }
}

struct flash_page *flash_set_open(struct flash_set *set, enum flash_device device, uint32_t page)
{
    struct flash_page **place = own_place(set, device, page);

    flash_hash_subtract(&set->contents.sum, placed(device, page, *place));
    if (atomic_load_explicit(&(*place)->holders, memory_order_acquire) != 1) {
        struct flash_page *copy = flash_page_clone(set->pool, *place);

        flash_page_drop(set->pool, *place);
        *place = copy;
    }
    return *place;
}

static uint32_t find_unstable(const struct flash_contents *contents, enum flash_device device, uint32_t page)
{
    uint32_t i = 0;

    while (i < contents->unstable_count &&
           (contents->unstable[i].device != device || contents->unstable[i].page != page)) {
        i++;
    }
    return i;
}

static void note_unstable(struct flash_contents *contents, enum flash_device device, uint32_t page, bool unstable)
{
    uint32_t i;

    if (!unstable && contents->unstable_count == 0) {
        return;
    }
    i = find_unstable(contents, device, page);
    if (unstable && i == contents->unstable_count) {
        if (i == FLASH_UNSTABLE_MAX) {
            contents->too_many_unstable = true;
            return;
        }
        contents->unstable[contents->unstable_count++] = (struct flash_place){ device, page };
    } else if (!unstable && i < contents->unstable_count) {
        contents->unstable[i] = contents->unstable[--contents->unstable_count];
    }
}

/* One that finds no room is not shared, no more. */
static void note_changed(struct flash_set *set, enum flash_device device, uint32_t page)
{
    uint32_t count = set->changed_count;

    if (count == FLASH_CHANGED_MAX ||
        (count != 0 && set->changed[count - 1].device == device && set->changed[count - 1].page == page)) {
        return;
    }
    set->changed[set->changed_count++] = (struct flash_place){ device, page };
}

void flash_set_changed(struct flash_set *set, enum flash_device device, uint32_t page)
{
    const struct flash_page *content = flash_set_page(set, device, page);

    flash_hash_add(&set->contents.sum, placed(device, page, content));
    note_changed(set, device, page);
    note_unstable(&set->contents, device, page, flash_page_units(content) != 0);
}

void flash_set_replace(struct flash_set *set, enum flash_device device, uint32_t page, struct flash_page *with)
{
    struct flash_page **place = own_place(set, device, page);

    flash_set_sum_replace(&set->contents.sum, device, page, *place, with);
    flash_page_drop(set->pool, *place);
    *place = with;
    note_unstable(&set->contents, device, page, flash_page_units(with) != 0);
}

void flash_set_erase(struct flash_set *set, enum flash_device device, uint32_t page)
{
    if (flash_set_page(set, device, page) == set->erased[device]) {
        return;
    }
    flash_page_hold(set->erased[device]);
    flash_set_replace(set, device, page, set->erased[device]);
}

void flash_set_sum_replace(struct state_hash *sum, enum flash_device device, uint32_t page,
                           const struct flash_page *old, const struct flash_page *with)
{
    flash_hash_subtract(sum, placed(device, page, old));
    flash_hash_add(sum, placed(device, page, with));
}

struct flash_page *flash_set_share(struct flash_set *set, struct flash_page *page)
{
    return flash_share_page(&set->share, page);
}

static void share_changed(struct flash_set *set)
{
    for (uint32_t i = 0; i < set->changed_count; i++) {
        struct flash_page **place = own_place(set, set->changed[i].device, set->changed[i].page);

        *place = flash_share_page(&set->share, *place);
    }
    set->changed_count = 0;
}

void flash_set_copy(struct flash_set *set, struct flash_contents *copy)
{
    struct flash_chunk **chunks = copy->chunks;

    share_changed(set);
    *copy = set->contents;
    copy->chunks = chunks;
    for (uint32_t i = 0; i < set->chunk_count; i++) {
        chunks[i] = set->contents.chunks[i];
        atomic_fetch_add_explicit(&chunks[i]->holders, 1, memory_order_relaxed);
    }
}

void flash_set_restore(struct flash_set *set, const struct flash_contents *copy)
{
    struct flash_chunk **chunks = set->contents.chunks;

    for (uint32_t i = 0; i < set->chunk_count; i++) {
        if (chunks[i] == copy->chunks[i]) {
            continue;
        }
        atomic_fetch_add_explicit(&copy->chunks[i]->holders, 1, memory_order_relaxed);
        chunk_drop(set->pool, chunks[i]);
        chunks[i] = copy->chunks[i];
    }
    set->contents = *copy;
    set->contents.chunks = chunks;
    set->changed_count = 0;
}

void flash_set_drop(const struct flash_set *set, struct flash_pool *pool, struct flash_contents *copy)
{
    for (uint32_t i = 0; i < set->chunk_count; i++) {
        chunk_drop(pool, copy->chunks[i]);
    }
}
