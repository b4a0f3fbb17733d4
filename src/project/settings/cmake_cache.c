#include "project/settings/cmake_cache.h"

#include <string.h>

#include "base/text.h"

static const char *entry_value(struct arena *arena, struct slice line, const char *key)
{
    size_t length = strlen(key);
    const char *equals;
    struct slice value;

    if (!slice_starts_with(line, key) || line.length <= length || line.data[length] != ':') {
        return NULL;
    }
    equals = memchr(line.data, '=', line.length);
    if (equals == NULL) {
        return NULL;
    }
    value = slice_trim((struct slice){ equals + 1, line.length - (size_t)(equals + 1 - line.data) });
    return value.length == 0 ? NULL : arena_strndup(arena, value.data, value.length);
}

const char *cmake_cache_entry(struct arena *arena, const struct source *cache, const char *key)
{
    const char *at = cache == NULL ? NULL : cache->data;
    const char *end = cache == NULL ? NULL : cache->data + cache->size;

    while (at != end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline == NULL ? end : newline;
        const char *value = entry_value(arena, (struct slice){ at, (size_t)(stop - at) }, key);

        if (value != NULL) {
            return value;
        }
        at = newline == NULL ? end : newline + 1;
    }
    return NULL;
}
