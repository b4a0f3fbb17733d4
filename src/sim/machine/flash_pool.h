/* Blocks of a few fixed sizes that come and go while states are explored.
 *
 * The memory is the arena's; a block that is given back is handed out again. A pool belongs to one thread; blocks may
 * be given back to another pool whose arena lives as long.
 */
#ifndef SIM_MACHINE_FLASH_POOL_H
#define SIM_MACHINE_FLASH_POOL_H

#include <stddef.h>
#include "base/arena.h"

#define FLASH_POOL_SIZES 24u

struct flash_pool_block;

struct flash_pool_class {
    size_t size;
    struct flash_pool_block *unused;
};

struct flash_pool {
    struct arena *arena;
    struct flash_pool_class classes[FLASH_POOL_SIZES];
    size_t class_count;
    unsigned char *slab;
    size_t slab_left;
};

struct flash_pool flash_pool_create(struct arena *arena);

/* Not zeroed; aligned for any type. */
void *flash_pool_take(struct flash_pool *pool, size_t size);
void flash_pool_give(struct flash_pool *pool, void *block, size_t size);

#endif
