/* Pages of the same content are kept once, however many states they belong to.
 *
 * Belongs to one thread; the pages in it may be held by states of any thread. It holds each of its pages, and lets go of
 * those that nobody else holds when it has grown.
 */
#ifndef SIM_MACHINE_FLASH_SHARE_H
#define SIM_MACHINE_FLASH_SHARE_H

#include "sim/machine/flash_page.h"

struct flash_share {
    struct arena *arena;
    struct flash_pool *pool;
    struct flash_page **places; /* NULL: free */
    struct flash_page **spare;  /* as large, all free */
    size_t capacity;            /* a power of two */
    size_t count;
};

struct flash_share flash_share_create(struct arena *arena, struct flash_pool *pool);

/* Takes over the caller's hold of the page and gives one of a page with the same content. */
struct flash_page *flash_share_page(struct flash_share *share, struct flash_page *page);

#endif
