#include "cli/info/tree.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

bool info_has(const struct info_node *map, const char *key)
{
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->items[i]->key, key) == 0) {
            return true;
        }
    }
    return false;
}

static struct info_node *add(struct arena *arena, struct info_node *parent, enum info_kind kind, const char *key)
{
    struct info_node *node = arena_alloc(arena, sizeof *node);

    assert(key == NULL ? parent->kind == INFO_LIST : parent->kind == INFO_MAP && !info_has(parent, key));

    node->kind = kind;
    node->key = key;
    *ARENA_PUSH(arena, parent) = node;
    return node;
}

struct info_node *info_root(struct arena *arena)
{
    return arena_alloc(arena, sizeof(struct info_node));
}

struct info_node *info_map(struct arena *arena, struct info_node *parent, const char *key)
{
    return add(arena, parent, INFO_MAP, key);
}

struct info_node *info_list(struct arena *arena, struct info_node *parent, const char *key)
{
    return add(arena, parent, INFO_LIST, key);
}

void info_text(struct arena *arena, struct info_node *parent, const char *key, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(arena, parent, INFO_TEXT, key)->text = slice_of(arena_vprintf(arena, format, args));
    va_end(args);
}

void info_number(struct arena *arena, struct info_node *parent, const char *key, uint64_t value)
{
    add(arena, parent, INFO_NUMBER, key)->number = value;
}

void info_integer(struct arena *arena, struct info_node *parent, const char *key, int64_t value)
{
    add(arena, parent, INFO_INTEGER, key)->number = (uint64_t)value;
}

void info_bool(struct arena *arena, struct info_node *parent, const char *key, bool value)
{
    add(arena, parent, INFO_BOOL, key)->number = value;
}

void info_hex(struct arena *arena, struct info_node *parent, const char *key, struct byte_range bytes)
{
    add(arena, parent, INFO_HEX, key)->text = slice_of(text_hex(arena, bytes.data, bytes.size));
}

static bool is_utf8(struct slice text)
{
    size_t step;

    for (size_t at = 0; at < text.length; at += step) {
        step = utf8_sequence(text.data + at, text.length - at);
        if (step == 0) {
            return false;
        }
    }
    return true;
}

void info_foreign(struct arena *arena, struct info_node *parent, const char *key, struct slice text)
{
    add(arena, parent, INFO_TEXT, key)->text = text;
    if (!is_utf8(text) && key != NULL) {
        info_hex(arena, parent, arena_printf(arena, "%s_hex", key), range_of(text.data, text.length));
    }
}
