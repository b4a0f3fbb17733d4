/* Texts in the order in which they were added; the list is filled by ARENA_PUSH(), texts are borrowed. */
#ifndef BASE_STRING_LIST_H
#define BASE_STRING_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"

struct string_list {
    const char **items;
    size_t count;
    size_t capacity;
};

bool string_list_has(const struct string_list *list, const char *text);

/* "one, two, three", up to limit bytes (text_create()). */
const char *string_list_text(struct arena *arena, const struct string_list *list, size_t limit);

#endif
