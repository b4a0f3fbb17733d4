/* All pages of a machine's flashes, as a table that states share with each other.
 *
 * Two levels, so that a state costs as much as it differs. The sum of a set says what is in which page.
 */
#ifndef SIM_MACHINE_FLASH_SET_H
#define SIM_MACHINE_FLASH_SET_H

#include <stdbool.h>
#include "sim/machine/flash_share.h"
#include "sim/machine/machine.h"

#define FLASH_CHUNK_PAGES  64u
#define FLASH_UNSTABLE_MAX 32u /* pages that hold unstable words at the same time */
#define FLASH_CHANGED_MAX  64u /* pages changed since the last copy that are then looked up among the known ones */

struct flash_chunk;

struct flash_geometry {
    struct flash_layout layout;
    uint32_t page_count;
    uint32_t page_shift; /* page sizes are powers of two */
    uint32_t first_chunk;
    uint32_t first_page; /* number of its first page among the pages of all devices */
};

struct flash_place {
    enum flash_device device;
    uint32_t page;
};

/* What a snapshot of a set holds; `chunks` has as many entries as the set's. */
struct flash_contents {
    struct state_hash sum;
    struct flash_place unstable[FLASH_UNSTABLE_MAX];
    uint32_t unstable_count;
    bool too_many_unstable; /* a page was not noted: no result may be built on this */
    struct flash_chunk **chunks;
};

struct flash_set {
    struct flash_pool *pool;
    struct flash_share share; /* of the pages in copies */
    struct flash_geometry geometry[FLASH_DEVICE_COUNT];
    struct flash_page *erased[FLASH_DEVICE_COUNT];
    uint32_t chunk_count;
    uint32_t page_count; /* of all devices */
    struct flash_contents contents;
    struct flash_place changed[FLASH_CHANGED_MAX]; /* since the last copy was made or restored */
    uint32_t changed_count;
};

/* In the arena; everything is erased. False: a layout that is not made of whole pages and words. */
NODISCARD bool flash_set_create(struct flash_set *set, struct arena *arena, struct flash_pool *pool,
                                const struct machine_layout *layout);

struct flash_page *flash_set_page(const struct flash_set *set, enum flash_device device, uint32_t page);

/* The page to change; then flash_set_changed(). Between the two nothing else may be done with the set. */
struct flash_page *flash_set_open(struct flash_set *set, enum flash_device device, uint32_t page);
void flash_set_changed(struct flash_set *set, enum flash_device device, uint32_t page);

/* Takes over the caller's hold of `with`. */
void flash_set_replace(struct flash_set *set, enum flash_device device, uint32_t page, struct flash_page *with);
void flash_set_erase(struct flash_set *set, enum flash_device device, uint32_t page);

/* The sum of some pages of a copy: one bit a page of all devices. */
struct state_hash flash_set_sum_of(const struct flash_set *set, const struct flash_contents *copy,
                                   const uint64_t *pages);

/* Adds the pages in which two copies differ: one bit a page of all devices. */
void flash_set_difference(const struct flash_set *set, const struct flash_contents *left,
                          const struct flash_contents *right, uint64_t *pages);

/* What the sum would be after such a replacement. */
void flash_set_sum_replace(struct state_hash *sum, enum flash_device device, uint32_t page,
                           const struct flash_page *old, const struct flash_page *with);

/* Takes over the caller's hold of a page, gives one of a page with the same content that a copy may have already. */
struct flash_page *flash_set_share(struct flash_set *set, struct flash_page *page);

/* Copies of the contents. `copy->chunks` is made by the caller with chunk_count places; a hold is taken of each. */
void flash_set_copy(struct flash_set *set, struct flash_contents *copy);
void flash_set_restore(struct flash_set *set, const struct flash_contents *copy);
void flash_set_drop(const struct flash_set *set, struct flash_pool *pool, struct flash_contents *copy);

#endif
