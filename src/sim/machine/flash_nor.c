#include "sim/machine/flash_nor.h"

#include <string.h>

#define WORD_MAX 16u

/* `size`: of one word. */
static bool erased(const uint8_t *bytes, uint32_t size)
{
    static const uint8_t blank[WORD_MAX] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                             0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

    return memcmp(bytes, blank, size) == 0;
}

static bool all_erased(const uint8_t *bytes, uint32_t size)
{
    return size == 0 || (bytes[0] == 0xff && memcmp(bytes, bytes + 1, size - 1) == 0);
}

/* `result` = bits of both; true when that is `wanted`. */
static bool both(const uint8_t *cells, const uint8_t *wanted, uint8_t *result, uint32_t size)
{
    bool same = true;

    for (uint32_t i = 0; i < size; i++) {
        result[i] = cells[i] & wanted[i];
        same = same && result[i] == wanted[i];
    }
    return same;
}

/* Cells of an unstable word, as far as anything was ever taken from them. */
static void worst_cells(const struct flash_page *page, uint32_t word, uint8_t *cells)
{
    uint32_t at = word * page->word_size;

    (void)both(page->bytes + at, page->overlay->pattern + at, cells, page->word_size);
}

static void settle_word(struct flash_pool *pool, struct flash_page *page, uint32_t word, const uint8_t *value)
{
    flash_page_set(page, word * page->word_size, value, page->word_size);
    (void)flash_page_open_overlay(pool, page);
    flash_page_mark(page, word, FLASH_WORD_STABLE, NULL);
    flash_page_close_overlay(pool, page);
}

static bool program_unstable(struct flash_pool *pool, struct flash_page *page, uint32_t word, const uint8_t *data,
                             const uint8_t *current)
{
    uint8_t cells[WORD_MAX];
    uint8_t result[WORD_MAX];
    bool good;

    if (memcmp(data, current, page->word_size) == 0) {
        if (!erased(current, page->word_size)) {
            settle_word(pool, page, word, data);
        }
        return false;
    }
    worst_cells(page, word, cells);
    good = both(cells, data, result, page->word_size);
    settle_word(pool, page, word, result);
    return !good;
}

static bool program_stable(struct flash_page *page, uint32_t offset, const uint8_t *data)
{
    uint8_t result[WORD_MAX];
    const uint8_t *old = page->bytes + offset;

    if (memcmp(old, data, page->word_size) == 0) {
        return false;
    }
    if (erased(old, page->word_size)) {
        flash_page_set(page, offset, data, page->word_size);
        return false;
    }
    (void)both(old, data, result, page->word_size);
    flash_page_set(page, offset, result, page->word_size);
    return true;
}

/* None of these words is unstable. */
static bool all_stable(const struct flash_page *page, uint32_t offset, uint32_t size)
{
    if (flash_page_units(page) == 0) {
        return true;
    }
    for (uint32_t word = offset / page->word_size; word < (offset + size) / page->word_size; word++) {
        enum flash_word kind = flash_page_kind(page, word);

        if (kind == FLASH_WORD_OWN || kind == FLASH_WORD_PAGE) {
            return false;
        }
    }
    return true;
}

bool flash_nor_program(struct flash_pool *pool, struct flash_page *page, uint32_t offset, const uint8_t *data,
                       uint32_t size, const uint8_t *current)
{
    bool fault = false;

    if (size == 0) {
        return false;
    }
    if (all_stable(page, offset, size)) {
        if (memcmp(page->bytes + offset, data, size) == 0) {
            return false;
        }
        if (all_erased(page->bytes + offset, size)) {
            flash_page_set(page, offset, data, size);
            return false;
        }
    }
    for (uint32_t at = 0; at < size; at += page->word_size) {
        uint32_t word = (offset + at) / page->word_size;
        enum flash_word kind = flash_page_kind(page, word);

        if (kind == FLASH_WORD_OWN || kind == FLASH_WORD_PAGE) {
            fault = program_unstable(pool, page, word, data + at, current + at) || fault;
        } else {
            fault = program_stable(page, offset + at, data + at) || fault;
        }
    }
    return fault;
}

void flash_nor_tear_program(struct flash_pool *pool, struct flash_page *page, uint32_t offset, const uint8_t *data,
                            const uint8_t *current, uint64_t random)
{
    uint32_t word = offset / page->word_size;
    enum flash_word kind = flash_page_kind(page, word);
    bool unstable = kind == FLASH_WORD_OWN || kind == FLASH_WORD_PAGE;
    uint8_t pattern[WORD_MAX];
    const uint8_t *cells = unstable ? page->overlay->pattern + offset : page->bytes + offset;

    if (memcmp(data, current, page->word_size) == 0) {
        return;
    }
    for (uint32_t i = 0; i < page->word_size; i++) {
        uint8_t mask = random == FLASH_NOR_ALL_BITS ? 0 : (uint8_t)(flash_random(random, i / 8) >> i % 8 * 8);

        pattern[i] = cells[i] & (uint8_t)(data[i] | mask);
    }
    if (!unstable && memcmp(pattern, page->bytes + offset, page->word_size) == 0 && erased(pattern, page->word_size)) {
        return;
    }
    (void)flash_page_open_overlay(pool, page);
    flash_page_mark(page, word, unstable ? kind : FLASH_WORD_OWN, pattern);
    flash_page_close_overlay(pool, page);
}

/* What a page reads whose erase came half-way, or to an uneven end. */
static void fill_pattern(const uint8_t *old, uint8_t *pattern, uint32_t size, bool half, uint64_t random)
{
    if (half) {
        memset(pattern, 0xff, size / 2);
        memcpy(pattern + size / 2, old + size / 2, size - size / 2);
        return;
    }
    for (uint32_t at = 0; at < size; at += 8) {
        uint64_t mask = flash_random(random, at / 8);

        for (uint32_t i = 0; i < 8 && at + i < size; i++) {
            pattern[at + i] = old[at + i] | (uint8_t)(mask >> i * 8);
        }
    }
}

/* Cells of all words, as far as anything was ever taken from them. */
static void page_cells(const struct flash_page *page, uint8_t *cells)
{
    memcpy(cells, page->bytes, page->size);
    for (uint32_t word = 0; page->overlay != NULL && word < page->size / page->word_size; word++) {
        if (flash_page_kind(page, word) == FLASH_WORD_OWN) {
            worst_cells(page, word, cells + word * page->word_size);
        }
    }
}

void flash_nor_tear_erase(struct flash_pool *pool, struct flash_page *page, bool half, uint64_t random)
{
    uint32_t size = page->word_size;
    struct flash_overlay *overlay;
    uint8_t *old;

    if (page->overlay == NULL && all_erased(page->bytes, page->size)) {
        return;
    }
    old = flash_pool_take(pool, page->size);
    page_cells(page, old);
    overlay = flash_page_open_overlay(pool, page);
    fill_pattern(old, overlay->pattern, page->size, half, random);
    overlay->own_words = 0;
    overlay->page_words = 0;
    for (uint32_t at = 0; at < page->size; at += size) {
        bool gone = erased(old + at, size);

        overlay->kinds[at / size] = gone ? FLASH_WORD_STABLE : FLASH_WORD_PAGE;
        overlay->page_words += gone ? 0 : 1;
        if (gone) {
            memset(overlay->pattern + at, 0, size);
        }
    }
    flash_page_close_overlay(pool, page);
    flash_page_set(page, 0, old, page->size);
    flash_pool_give(pool, old, page->size);
}

void flash_nor_value(const struct flash_page *page, uint32_t word, enum unstable_reading reading, uint8_t *value)
{
    uint32_t at = word * page->word_size;

    switch (reading) {
    case UNSTABLE_OLD:
        memcpy(value, page->bytes + at, page->word_size);
        break;
    case UNSTABLE_ERASED:
        memset(value, 0xff, page->word_size);
        break;
    case UNSTABLE_PATTERN:
        memcpy(value, page->overlay->pattern + at, page->word_size);
        break;
    }
}

const char *flash_nor_options(const struct flash_page *page, uint32_t word)
{
    uint32_t first = word == UINT32_MAX ? 0 : word;
    uint32_t last = word == UINT32_MAX ? page->size / page->word_size - 1 : word;
    enum flash_word kind = word == UINT32_MAX ? FLASH_WORD_PAGE : FLASH_WORD_OWN;
    bool erased_differs = false;
    bool pattern_is_old = true;
    bool pattern_is_erased = true;

    for (uint32_t i = first; i <= last; i++) {
        uint32_t at = i * page->word_size;

        if (flash_page_kind(page, i) == kind) {
            const uint8_t *pattern = page->overlay->pattern + at;

            erased_differs = erased_differs || !erased(page->bytes + at, page->word_size);
            pattern_is_old = pattern_is_old && memcmp(pattern, page->bytes + at, page->word_size) == 0;
            pattern_is_erased = pattern_is_erased && erased(pattern, page->word_size);
        }
    }
    if (pattern_is_old || (pattern_is_erased && erased_differs)) {
        return erased_differs ? "oe" : "o";
    }
    return erased_differs ? "oep" : "op";
}
