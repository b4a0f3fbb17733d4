#include "base/string_list.h"

#include <string.h>
#include "base/text.h"

bool string_list_has(const struct string_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i], text) == 0) {
            return true;
        }
    }
    return false;
}

const char *string_list_text(struct arena *arena, const struct string_list *list, size_t limit)
{
    struct text text = text_create(arena, limit);

    for (size_t i = 0; i < list->count; i++) {
        text_printf(&text, "%s%s", i > 0 ? ", " : "", list->items[i]);
    }
    return text.data;
}
