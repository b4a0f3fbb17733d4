/* Memory for the crypto library: blocks in one fixed buffer, the only variable that outlives a function.
 *
 * Blocks lie side by side, each behind a header with its size; free neighbours become one when memory is asked for.
 * When everything is freed, as after each verification, the buffer is one free block again.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <mbedtls/platform_util.h>
#include "crypto_config.h"

#define BUFFER_SIZE TARGET_CRYPTO_MEMORY
#define UNIT        8u

struct block {
    uint32_t size; /* with this header; 0: nothing was asked for since the reset */
    bool used;
};
_Static_assert(sizeof(struct block) == UNIT, "blocks stay aligned");

static union {
    struct block first;
    uint64_t aligned[BUFFER_SIZE / UNIT];
} buffer;

static struct block *behind(struct block *block)
{
    struct block *next = (struct block *)((uint8_t *)block + block->size);

    return (uint8_t *)next < (uint8_t *)&buffer + sizeof buffer ? next : NULL;
}

static void take(struct block *block, uint32_t size)
{
    if (block->size - size > UNIT) {
        struct block *rest = (struct block *)((uint8_t *)block + size);

        *rest = (struct block){ .size = block->size - size };
        block->size = size;
    }
    block->used = true;
}

static void join(struct block *block)
{
    for (struct block *next = behind(block); next != NULL && !next->used; next = behind(block)) {
        block->size += next->size;
    }
}

void *target_calloc(size_t count, size_t size)
{
    if (buffer.first.size == 0) {
        buffer.first.size = sizeof buffer;
    }
    if (size != 0 && count > (sizeof buffer - 2 * UNIT) / size) {
        return NULL;
    }
    uint32_t wanted = (uint32_t)(count * size + 2 * UNIT - 1) / UNIT * UNIT;

    for (struct block *block = &buffer.first; block != NULL; block = behind(block)) {
        if (block->used) {
            continue;
        }
        join(block);
        if (block->size >= wanted) {
            take(block, wanted);
            return memset(block + 1, 0, wanted - UNIT);
        }
    }
    return NULL;
}

void target_free(void *memory)
{
    if (memory != NULL) {
        ((struct block *)memory - 1)->used = false;
    }
}

/* The barrier: a memset() of memory that nobody reads any more would be left out. */
void mbedtls_platform_zeroize(void *memory, size_t size)
{
    memset(memory, 0, size);
    __asm__ volatile("" ::"r"(memory) : "memory");
}
