/* One page of a simulated flash: its bytes, which of its words are unstable, and the sum of both.
 *
 * Pages are shared between states and threads by reference counts; only a page with one holder may be changed. An
 * unstable word keeps its old value in `bytes`; its pattern lies in the overlay.
 */
#ifndef SIM_MACHINE_FLASH_PAGE_H
#define SIM_MACHINE_FLASH_PAGE_H

#include <stdatomic.h>
#include <stdint.h>
#include "sim/machine/flash_hash.h"
#include "sim/machine/flash_pool.h"

enum flash_word {
    FLASH_WORD_STABLE,
    FLASH_WORD_PAGE,    /* unstable together with the page: an erase was cut */
    FLASH_WORD_OWN,     /* unstable by itself: its programming was cut */
    FLASH_WORD_DEFINED, /* RAM after a power cut: written since; the others are what the RAM happens to hold */
};

struct flash_overlay {
    uint32_t own_words;  /* words of kind FLASH_WORD_OWN */
    uint32_t page_words; /* words of kind FLASH_WORD_PAGE; together they are one unit */
    uint32_t defined_words;
    uint8_t *kinds;   /* enum flash_word, one a word */
    uint8_t *pattern; /* one byte a byte of the page */
};

struct flash_page {
    atomic_uint holders;
    uint32_t size;
    uint32_t word_size;
    struct state_hash sum;         /* does not say where the page lies */
    struct flash_overlay *overlay; /* NULL: nothing is unstable */
    struct state_hash *blocks;     /* of each block, behind the bytes */
    uint8_t bytes[];
};

/* Erased. */
struct flash_page *flash_page_create(struct flash_pool *pool, uint32_t size, uint32_t word_size);
struct flash_page *flash_page_clone(struct flash_pool *pool, const struct flash_page *page);
void flash_page_hold(struct flash_page *page);
void flash_page_drop(struct flash_pool *pool, struct flash_page *page);

/* Sets bytes without any rule; `offset` in the page. What is unstable there stays so. */
void flash_page_set(struct flash_page *page, uint32_t offset, const void *bytes, uint32_t size);
void flash_page_fill(struct flash_page *page, uint32_t offset, uint8_t value, uint32_t size);

enum flash_word flash_page_kind(const struct flash_page *page, uint32_t word);

/* Begins a change of the overlay (making one if need be) and ends it: an overlay without content goes. */
struct flash_overlay *flash_page_open_overlay(struct flash_pool *pool, struct flash_page *page);
void flash_page_close_overlay(struct flash_pool *pool, struct flash_page *page);
/* Between the two. `pattern`: word_size bytes, NULL for a word that has none. */
void flash_page_mark(struct flash_page *page, uint32_t word, enum flash_word kind, const uint8_t *pattern);
/* Forgets the whole overlay. */
void flash_page_settle(struct flash_pool *pool, struct flash_page *page);

/* Units that may read differently, independently of each other. */
uint32_t flash_page_units(const struct flash_page *page);

#endif
