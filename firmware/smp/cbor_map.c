#include "firmware/smp/cbor.h"

#include <string.h>
#include "firmware/smp/cbor_walk.h"

/* The text string at the cursor. */
static bool read_text(struct cbor_walk *cursor, struct cbor_string *text)
{
    struct cbor_item_head head;

    if (!cbor_walk_head(cursor, &head) || head.major != CBOR_WALK_TEXT ||
        !cbor_walk_take(cursor, head.value, &text->bytes)) {
        return false;
    }
    text->size = (uint32_t)head.value;
    return true;
}

/* Puts the cursor to what stands under `key` at `from` or behind it. */
static bool find_value(const struct cbor_map *map, uint32_t from, struct cbor_string key, struct cbor_walk *cursor)
{
    struct cbor_string found;

    *cursor = (struct cbor_walk){ .bytes = map->bytes, .size = map->size, .position = from };
    while (cursor->position < cursor->size && read_text(cursor, &found)) {
        if (found.size == key.size && memcmp(found.bytes, key.bytes, key.size) == 0) {
            return true;
        }
        if (!cbor_walk_item(cursor)) {
            return false;
        }
    }
    return false;
}

/* Two readers of a map in which a key stands twice could take different values. The number of keys bounds the work. */
static bool keys_are_good(const struct cbor_map *map)
{
    struct cbor_walk cursor = { .bytes = map->bytes, .size = map->size };
    struct cbor_string key;
    struct cbor_walk again;

    for (uint32_t count = 0; count < CBOR_KEYS_MAX; count++) {
        if (cursor.position == cursor.size) {
            return true;
        }
        if (!read_text(&cursor, &key) || !cbor_walk_item(&cursor) || find_value(map, cursor.position, key, &again)) {
            return false;
        }
    }
    return cursor.position == cursor.size;
}

bool cbor_map_open(struct cbor_map *map, const uint8_t *bytes, uint32_t size)
{
    struct cbor_walk cursor = { .bytes = bytes, .size = size };
    struct cbor_item_head head;
    uint32_t begin;

    *map = (struct cbor_map){ .bytes = bytes };
    if (!cbor_walk_head(&cursor, &head) || head.major != CBOR_WALK_MAP) {
        return false;
    }
    begin = cursor.position;
    cursor.position = 0;
    if (!cbor_walk_item(&cursor) || cursor.position != size) {
        return false;
    }
    *map = (struct cbor_map){ .bytes = bytes + begin, .size = size - begin };
    if (head.information == CBOR_WALK_INDEFINITE) {
        map->size--; /* the break */
    }
    if (!keys_are_good(map)) {
        map->size = 0;
        return false;
    }
    return true;
}

/* The head of what stands under `key`, and the cursor behind it. */
static enum cbor_found find_head(const struct cbor_map *map, const char *key, struct cbor_walk *cursor,
                                 struct cbor_item_head *head)
{
    struct cbor_string name = { .bytes = (const uint8_t *)key, .size = (uint32_t)strlen(key) };

    if (!find_value(map, 0, name, cursor) || !cbor_walk_head(cursor, head)) {
        return CBOR_ABSENT;
    }
    return head->major == CBOR_WALK_SIMPLE && head->information == CBOR_WALK_NULL ? CBOR_ABSENT : CBOR_FOUND;
}

enum cbor_found cbor_map_uint(const struct cbor_map *map, const char *key, uint32_t *value)
{
    struct cbor_walk cursor;
    struct cbor_item_head head;
    enum cbor_found found = find_head(map, key, &cursor, &head);

    if (found != CBOR_FOUND) {
        return found;
    }
    if (head.major != CBOR_WALK_UINT || head.value > UINT32_MAX) {
        return CBOR_WRONG;
    }
    *value = (uint32_t)head.value;
    return CBOR_FOUND;
}

enum cbor_found cbor_map_bool(const struct cbor_map *map, const char *key, bool *value)
{
    struct cbor_walk cursor;
    struct cbor_item_head head;
    enum cbor_found found = find_head(map, key, &cursor, &head);

    if (found != CBOR_FOUND) {
        return found;
    }
    if (head.major != CBOR_WALK_SIMPLE || (head.information != CBOR_WALK_FALSE && head.information != CBOR_WALK_TRUE)) {
        return CBOR_WRONG;
    }
    *value = head.information == CBOR_WALK_TRUE;
    return CBOR_FOUND;
}

static enum cbor_found find_string(const struct cbor_map *map, const char *key, uint8_t major,
                                   struct cbor_string *value)
{
    struct cbor_walk cursor;
    struct cbor_item_head head;
    enum cbor_found found = find_head(map, key, &cursor, &head);

    if (found != CBOR_FOUND) {
        return found;
    }
    if (head.major != major || !cbor_walk_take(&cursor, head.value, &value->bytes)) {
        return CBOR_WRONG;
    }
    value->size = (uint32_t)head.value;
    return CBOR_FOUND;
}

enum cbor_found cbor_map_bytes(const struct cbor_map *map, const char *key, struct cbor_string *value)
{
    return find_string(map, key, CBOR_WALK_BYTES, value);
}

enum cbor_found cbor_map_text(const struct cbor_map *map, const char *key, struct cbor_string *value)
{
    return find_string(map, key, CBOR_WALK_TEXT, value);
}
