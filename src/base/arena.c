#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/inputs.h"

#define BLOCK_SIZE (64u * 1024u)

struct block {
    struct block *next;
    size_t used;
    size_t size;
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct block *blocks;
    size_t bytes;
    struct input_file *inputs;
    struct arena *outer;   /* which keeps the list of inputs, or NULL */
    struct arena *adopter; /* which has its memory now, or NULL */
    struct arena *adopted; /* the last of those whose memory this one has taken, or NULL */
    struct arena *sibling; /* adopted before it by the same adopter, or NULL */
};

/* The exit status for "a limit hit before the answer" of the command line contract; the floors below src/cli know only
 * this one.
 */
#define STATUS_UNUSABLE 3

static NORETURN void out_of_memory(size_t size)
{
    fprintf(stderr, "nrf53pack: error: out of memory (%zu bytes asked for)\n", size);
    exit(STATUS_UNUSABLE);
}

struct arena *arena_create(void)
{
    struct arena *arena = calloc(1, sizeof *arena);

    if (arena == NULL) {
        out_of_memory(sizeof *arena);
    }
    return arena;
}

struct arena *arena_create_within(struct arena *outer)
{
    struct arena *arena = arena_create();

    arena->outer = outer;
    return arena;
}

void arena_destroy(struct arena *arena)
{
    if (arena == NULL) {
        return;
    }
    for (struct block *block = arena->blocks; block != NULL;) {
        struct block *next = block->next;

        free(block);
        block = next;
    }
    while (arena->adopted != NULL) {
        struct arena *child = arena->adopted;

        arena->adopted = child->sibling;
        arena_destroy(child);
    }
    free(arena);
}

/* Who gives the memory that is asked of it. */
static struct arena *holder_of(struct arena *arena)
{
    while (arena->adopter != NULL) {
        arena = arena->adopter;
    }
    return arena;
}

struct arena *arena_of_inputs(struct arena *arena)
{
    arena = holder_of(arena);
    while (arena->outer != NULL) {
        arena = holder_of(arena->outer);
    }
    return arena;
}

struct input_file **arena_inputs(struct arena *arena)
{
    return &arena_of_inputs(arena)->inputs;
}

/* Into the memory of who keeps the list, which may outlive the parent. */
static void adopt_inputs(struct arena *parent, const struct input_file *first)
{
    struct arena *home = arena_of_inputs(parent);

    for (const struct input_file *input = first; input != NULL; input = input->next) {
        struct input_file *copy = arena_alloc(home, sizeof *copy);

        *copy = (struct input_file){ home->inputs, arena_strdup(home, input->path) };
        home->inputs = copy;
    }
}

/* Behind the block that parent is filling, so that its room stays in use. */
void arena_adopt(struct arena *parent, struct arena *child)
{
    struct block *last = child->blocks;
    struct block **end;

    parent = holder_of(parent);
    end = parent->blocks != NULL ? &parent->blocks->next : &parent->blocks;
    if (last != NULL) {
        while (last->next != NULL) {
            last = last->next;
        }
        last->next = *end;
        *end = child->blocks;
    }
    parent->bytes += child->bytes;
    adopt_inputs(parent, child->inputs);
    child->blocks = NULL;
    child->inputs = NULL;
    child->adopter = parent;
    child->sibling = parent->adopted;
    parent->adopted = child;
}

size_t arena_bytes(const struct arena *arena)
{
    return arena->bytes;
}

static struct block *block_create(size_t size)
{
    struct block *block;

    if (size > SIZE_MAX - sizeof *block) {
        out_of_memory(size);
    }
    block = calloc(1, sizeof *block + size);
    if (block == NULL) {
        out_of_memory(size);
    }
    block->size = size;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t rounded;
    struct block *block;

    arena = holder_of(arena);
    block = arena->blocks;
    if (size > SIZE_MAX - alignof(max_align_t)) {
        out_of_memory(size);
    }
    rounded = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    if (rounded == 0) {
        rounded = alignof(max_align_t);
    }
    if (block != NULL && rounded <= block->size - block->used) {
        void *memory = block->data + block->used;

        block->used += rounded;
        return memory;
    }
    block = block_create(rounded > BLOCK_SIZE ? rounded : BLOCK_SIZE);
    arena->bytes += block->size;
    block->used = rounded;
    if (rounded > BLOCK_SIZE / 2 && arena->blocks != NULL) {
        /* A large piece gets a block of its own behind the current one, which keeps its room. */
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    } else {
        block->next = arena->blocks;
        arena->blocks = block;
    }
    return block->data;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        out_of_memory(SIZE_MAX);
    }
    return arena_alloc(arena, count * size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);

    if (length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    char small[256]; /* nearly every text fits, so that it is made once */
    va_list again;
    int length;
    char *text;

    va_copy(again, args);
    length = vsnprintf(small, sizeof small, format, args);
    if (length < 0) {
        length = 0;
    }
    text = arena_alloc(arena, (size_t)length + 1);
    if ((size_t)length < sizeof small) {
        memcpy(text, small, (size_t)length);
    } else {
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t item_size)
{
    size_t larger;
    void *moved;

    if (count < *capacity) {
        return items;
    }
    larger = *capacity == 0 ? 8 : *capacity * 2;
    moved = arena_array(arena, larger, item_size);
    if (count > 0) {
        memcpy(moved, items, count * item_size);
    }
    *capacity = larger;
    return moved;
}
