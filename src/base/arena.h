/* Memory of one command: allocate freely, release all at once.
 *
 * Everything that a reader or checker returns lives in the arena it was given and dies with it.
 * Allocation never fails for the caller: a machine without memory ends the process with the
 * "internal error" exit status after one line on stderr.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>
#include "base/attributes.h"

struct arena;
struct input_file;

struct arena *arena_create(void);
void arena_destroy(struct arena *arena);

/* Memory that goes before another's does. What is read into it stays an input of that one (base/inputs.h); both are used
 * by one thread.
 */
struct arena *arena_create_within(struct arena *outer);

/* Everything of child lives with parent from now on, the list of its inputs too. What is still asked of child comes out
 * of parent; arena_destroy() of parent ends both, and child is not destroyed by itself any more.
 */
void arena_adopt(struct arena *parent, struct arena *child);

/* What it took from the system so far. */
size_t arena_bytes(const struct arena *arena);

/* Where base/inputs.h keeps its list: the arena itself, or the outermost one around it. */
struct arena *arena_of_inputs(struct arena *arena);

/* Start of that list; NULL in it when empty. */
struct input_file **arena_inputs(struct arena *arena);

/* Zeroed memory, aligned for any type. A size of 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* Zeroed array; a count * size that does not fit size_t ends the process. */
void *arena_array(struct arena *arena, size_t count, size_t size);

char *arena_strdup(struct arena *arena, const char *text);

/* Copies length bytes and adds a terminating zero; embedded zeros are kept. */
char *arena_strndup(struct arena *arena, const char *text, size_t length);

char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *arena, const char *format, va_list args);

/* Makes room for one more item in a growing array; returns the (possibly moved) array. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t item_size);

/* A growing array is any struct with the members items, count and capacity.
 * ARENA_PUSH yields a pointer to a new zeroed item at its end.
 */
#define ARENA_PUSH(arena, list)                                                                                        \
    ((list)->items = arena_grow((arena), (list)->items, (list)->count, &(list)->capacity, sizeof *(list)->items),      \
     &(list)->items[(list)->count++])

#endif
