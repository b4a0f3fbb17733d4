#include "sim/machine/flash_pool.h"

#include <assert.h>
#include <stdalign.h>

#define SLAB_SIZE ((size_t)1 << 20)

struct flash_pool_block {
    struct flash_pool_block *next;
};

struct flash_pool flash_pool_create(struct arena *arena)
{
    return (struct flash_pool){ .arena = arena };
}

static struct flash_pool_class *class_of(struct flash_pool *pool, size_t size)
{
    for (size_t i = 0; i < pool->class_count; i++) {
        if (pool->classes[i].size == size) {
            return &pool->classes[i];
        }
    }
    assert(pool->class_count < FLASH_POOL_SIZES);
    pool->classes[pool->class_count].size = size;
    return &pool->classes[pool->class_count++];
}

static void *from_slab(struct flash_pool *pool, size_t size)
{
    size_t rounded = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    void *block;

    if (rounded > pool->slab_left) {
        size_t slab = rounded > SLAB_SIZE ? rounded : SLAB_SIZE;

        pool->slab = arena_alloc(pool->arena, slab);
        pool->slab_left = slab;
    }
    block = pool->slab;
    pool->slab += rounded;
    pool->slab_left -= rounded;
    return block;
}

void *flash_pool_take(struct flash_pool *pool, size_t size)
{
    struct flash_pool_class *class = class_of(pool, size);
    struct flash_pool_block *block = class->unused;

    assert(size >= sizeof(struct flash_pool_block));
    if (block == NULL) {
        return from_slab(pool, size);
    }
    class->unused = block->next;
    return block;
}

void flash_pool_give(struct flash_pool *pool, void *block, size_t size)
{
    struct flash_pool_class *class = class_of(pool, size);
    struct flash_pool_block *unused = block;

    unused->next = class->unused;
    class->unused = unused;
}
