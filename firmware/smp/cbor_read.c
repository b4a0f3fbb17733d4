#include "firmware/smp/cbor.h"

#include <string.h>

enum major { MAJOR_UINT, MAJOR_NEGATIVE, MAJOR_BYTES, MAJOR_TEXT, MAJOR_ARRAY, MAJOR_MAP, MAJOR_TAG, MAJOR_SIMPLE };

#define SIMPLE_FALSE 20u
#define SIMPLE_TRUE  21u
#define SIMPLE_NULL  22u
#define INDEFINITE   31u /* for a simple value: the break */

/* Where the reader stands: position <= size. */
struct cursor {
    const uint8_t *bytes;
    uint32_t size;
    uint32_t position;
};

/* What an item begins with. */
struct head {
    uint8_t major;
    uint8_t information; /* low five bits of the first byte */
    uint64_t value;      /* number, length or count; 0 for indefinite length */
};

/* An array or a map whose items are being walked over. */
struct level {
    uint64_t left; /* items still to come; not used for indefinite length */
    bool indefinite;
    bool map;
    bool at_value; /* in a map: the key has been read */
};

static bool take(struct cursor *cursor, uint64_t count, const uint8_t **bytes)
{
    if (count > cursor->size - cursor->position) {
        return false;
    }
    *bytes = cursor->bytes + cursor->position;
    cursor->position += (uint32_t)count;
    return true;
}

/* Indefinite length: of arrays and maps only. A string in pieces would have to be put together, and no client sends one. */
static bool may_be_indefinite(uint8_t major)
{
    return major == MAJOR_ARRAY || major == MAJOR_MAP || major == MAJOR_SIMPLE;
}

static bool read_head(struct cursor *cursor, struct head *head)
{
    const uint8_t *bytes;
    uint32_t count;

    if (!take(cursor, 1, &bytes)) {
        return false;
    }
    *head = (struct head){ .major = bytes[0] >> 5, .information = bytes[0] & 0x1f };
    if (head->information == INDEFINITE) {
        return may_be_indefinite(head->major);
    }
    if (head->information < 24) {
        head->value = head->information;
        return true;
    }
    if (head->information > 27) {
        return false;
    }
    count = 1u << (head->information - 24);
    if (!take(cursor, count, &bytes)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        head->value = head->value << 8 | bytes[i];
    }
    return true;
}

static bool is_break(const struct head *head)
{
    return head->major == MAJOR_SIMPLE && head->information == INDEFINITE;
}

/* What stands behind the head of anything but an array or a map. Tags and simple values without a meaning are refused. */
static bool skip_content(struct cursor *cursor, const struct head *head)
{
    const uint8_t *bytes;

    switch (head->major) {
    case MAJOR_UINT:
    case MAJOR_NEGATIVE:
        return true;
    case MAJOR_BYTES:
    case MAJOR_TEXT:
        return take(cursor, head->value, &bytes);
    case MAJOR_SIMPLE: /* false, true, null, undefined; numbers with a point have all their bytes in the head */
        return head->information >= SIMPLE_FALSE && head->information != 24;
    default:
        return false;
    }
}

/* Counts the item that begins with `head` where it belongs; false when a map's key is no text. */
static bool count_item(struct level *level, const struct head *head)
{
    if (level->map) {
        if (!level->at_value && head->major != MAJOR_TEXT) {
            return false;
        }
        level->at_value = !level->at_value;
    }
    if (!level->indefinite) {
        level->left--;
    }
    return true;
}

/* An item has at least one byte: a count that cannot be there is refused before it is multiplied. */
static bool open_level(const struct cursor *cursor, const struct head *head, struct level *level)
{
    *level = (struct level){ .map = head->major == MAJOR_MAP, .indefinite = head->information == INDEFINITE };
    if (head->value > cursor->size - cursor->position) {
        return false;
    }
    level->left = level->map ? 2 * head->value : head->value;
    return true;
}

/* Walks over one item and all that is in it. Each turn takes a byte or ends a level, so the work is bounded by the size. */
static bool skip_item(struct cursor *cursor)
{
    struct level levels[CBOR_DEPTH_MAX + 1] = { { .left = 1 } };
    uint32_t depth = 0;
    struct head head;

    for (;;) {
        while (!levels[depth].indefinite && levels[depth].left == 0) {
            if (depth-- == 0) {
                return true;
            }
        }
        if (!read_head(cursor, &head)) {
            return false;
        }
        if (is_break(&head)) {
            if (!levels[depth].indefinite || levels[depth].at_value) {
                return false;
            }
            depth--; /* the outermost level is not indefinite */
        } else if (!count_item(&levels[depth], &head)) {
            return false;
        } else if (head.major == MAJOR_ARRAY || head.major == MAJOR_MAP) {
            if (depth == CBOR_DEPTH_MAX || !open_level(cursor, &head, &levels[++depth])) {
                return false;
            }
        } else if (!skip_content(cursor, &head)) {
            return false;
        }
    }
}

/* The text string at the cursor. */
static bool read_text(struct cursor *cursor, struct cbor_string *text)
{
    struct head head;

    if (!read_head(cursor, &head) || head.major != MAJOR_TEXT || !take(cursor, head.value, &text->bytes)) {
        return false;
    }
    text->size = (uint32_t)head.value;
    return true;
}

/* Puts the cursor to what stands under `key` at `from` or behind it. */
static bool find_value(const struct cbor_map *map, uint32_t from, struct cbor_string key, struct cursor *cursor)
{
    struct cbor_string found;

    *cursor = (struct cursor){ .bytes = map->bytes, .size = map->size, .position = from };
    while (cursor->position < cursor->size && read_text(cursor, &found)) {
        if (found.size == key.size && memcmp(found.bytes, key.bytes, key.size) == 0) {
            return true;
        }
        if (!skip_item(cursor)) {
            return false;
        }
    }
    return false;
}

/* Two readers of a map in which a key stands twice could take different values. */
static bool keys_differ(const struct cbor_map *map)
{
    struct cursor cursor = { .bytes = map->bytes, .size = map->size };
    struct cbor_string key;
    struct cursor again;

    while (cursor.position < cursor.size) {
        if (!read_text(&cursor, &key) || !skip_item(&cursor) || find_value(map, cursor.position, key, &again)) {
            return false;
        }
    }
    return true;
}

bool cbor_map_open(struct cbor_map *map, const uint8_t *bytes, uint32_t size)
{
    struct cursor cursor = { .bytes = bytes, .size = size };
    struct head head;
    uint32_t begin;

    *map = (struct cbor_map){ .bytes = bytes };
    if (!read_head(&cursor, &head) || head.major != MAJOR_MAP) {
        return false;
    }
    begin = cursor.position;
    cursor.position = 0;
    if (!skip_item(&cursor) || cursor.position != size) {
        return false;
    }
    *map = (struct cbor_map){ .bytes = bytes + begin, .size = size - begin };
    if (head.information == INDEFINITE) {
        map->size--; /* the break */
    }
    if (!keys_differ(map)) {
        map->size = 0;
        return false;
    }
    return true;
}

/* The head of what stands under `key`, and the cursor behind it. */
static enum cbor_found find_head(const struct cbor_map *map, const char *key, struct cursor *cursor, struct head *head)
{
    struct cbor_string name = { .bytes = (const uint8_t *)key, .size = (uint32_t)strlen(key) };

    if (!find_value(map, 0, name, cursor) || !read_head(cursor, head)) {
        return CBOR_ABSENT;
    }
    return head->major == MAJOR_SIMPLE && head->information == SIMPLE_NULL ? CBOR_ABSENT : CBOR_FOUND;
}

enum cbor_found cbor_map_uint(const struct cbor_map *map, const char *key, uint32_t *value)
{
    struct cursor cursor;
    struct head head;
    enum cbor_found found = find_head(map, key, &cursor, &head);

    if (found != CBOR_FOUND) {
        return found;
    }
    if (head.major != MAJOR_UINT || head.value > UINT32_MAX) {
        return CBOR_WRONG;
    }
    *value = (uint32_t)head.value;
    return CBOR_FOUND;
}

enum cbor_found cbor_map_bool(const struct cbor_map *map, const char *key, bool *value)
{
    struct cursor cursor;
    struct head head;
    enum cbor_found found = find_head(map, key, &cursor, &head);

    if (found != CBOR_FOUND) {
        return found;
    }
    if (head.major != MAJOR_SIMPLE || (head.information != SIMPLE_FALSE && head.information != SIMPLE_TRUE)) {
        return CBOR_WRONG;
    }
    *value = head.information == SIMPLE_TRUE;
    return CBOR_FOUND;
}

static enum cbor_found find_string(const struct cbor_map *map, const char *key, uint8_t major,
                                   struct cbor_string *value)
{
    struct cursor cursor;
    struct head head;
    enum cbor_found found = find_head(map, key, &cursor, &head);

    if (found != CBOR_FOUND) {
        return found;
    }
    if (head.major != major || !take(&cursor, head.value, &value->bytes)) {
        return CBOR_WRONG;
    }
    value->size = (uint32_t)head.value;
    return CBOR_FOUND;
}

enum cbor_found cbor_map_bytes(const struct cbor_map *map, const char *key, struct cbor_string *value)
{
    return find_string(map, key, MAJOR_BYTES, value);
}

enum cbor_found cbor_map_text(const struct cbor_map *map, const char *key, struct cbor_string *value)
{
    return find_string(map, key, MAJOR_TEXT, value);
}
