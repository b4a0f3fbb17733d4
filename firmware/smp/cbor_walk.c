#include "firmware/smp/cbor_walk.h"

#include "firmware/smp/cbor.h"

/* An array or a map whose items are being walked over. */
struct level {
    uint64_t left; /* items still to come; not used for indefinite length */
    bool indefinite;
    bool map;
    bool at_value; /* in a map: the key has been read */
};

bool cbor_walk_take(struct cbor_walk *cursor, uint64_t count, const uint8_t **bytes)
{
    if (count > cursor->size - cursor->position) {
        return false;
    }
    *bytes = cursor->bytes + cursor->position;
    cursor->position += (uint32_t)count;
    return true;
}

/* Indefinite length: of arrays and maps only. A string in pieces would have to be put together, and no client sends
 * one.
 */
static bool may_be_indefinite(uint8_t major)
{
    return major == CBOR_WALK_ARRAY || major == CBOR_WALK_MAP || major == CBOR_WALK_SIMPLE;
}

bool cbor_walk_head(struct cbor_walk *cursor, struct cbor_item_head *head)
{
    const uint8_t *bytes;
    uint32_t count;

    if (!cbor_walk_take(cursor, 1, &bytes)) {
        return false;
    }
    *head = (struct cbor_item_head){ .major = bytes[0] >> 5, .information = bytes[0] & 0x1f };
    if (head->information == CBOR_WALK_INDEFINITE) {
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
    if (!cbor_walk_take(cursor, count, &bytes)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        head->value = head->value << 8 | bytes[i];
    }
    return true;
}

static bool is_break(const struct cbor_item_head *head)
{
    return head->major == CBOR_WALK_SIMPLE && head->information == CBOR_WALK_INDEFINITE;
}

/* What stands behind the head of anything but an array or a map. Tags and simple values without a
 * meaning are refused.
 */
static bool skip_content(struct cbor_walk *cursor, const struct cbor_item_head *head)
{
    const uint8_t *bytes;

    switch (head->major) {
    case CBOR_WALK_UINT:
    case CBOR_WALK_NEGATIVE:
        return true;
    case CBOR_WALK_BYTES:
    case CBOR_WALK_TEXT:
        return cbor_walk_take(cursor, head->value, &bytes);
    case CBOR_WALK_SIMPLE: /* false, true, null, undefined; numbers with a point have all their bytes in the head */
        return head->information >= CBOR_WALK_FALSE && head->information != 24;
    default:
        return false;
    }
}

/* Counts the item that begins with `head` where it belongs; false when a map's key is no text. */
static bool count_item(struct level *level, const struct cbor_item_head *head)
{
    if (level->map) {
        if (!level->at_value && head->major != CBOR_WALK_TEXT) {
            return false;
        }
        level->at_value = !level->at_value;
    }
    if (!level->indefinite) {
        level->left--;
    }
    return true;
}

/* An item has at least one byte: a count of more than there are bytes is refused before it is multiplied. */
static bool open_level(const struct cbor_walk *cursor, const struct cbor_item_head *head, struct level *level)
{
    *level =
        (struct level){ .map = head->major == CBOR_WALK_MAP, .indefinite = head->information == CBOR_WALK_INDEFINITE };
    if (head->value > cursor->size - cursor->position) {
        return false;
    }
    level->left = level->map ? 2 * head->value : head->value;
    return true;
}

/* Takes an item that begins with `head` into account: the place it stands at, and what stands behind its head. */
static bool enter_item(struct cbor_walk *cursor, const struct cbor_item_head *head, struct level *levels,
                       uint32_t *depth)
{
    if (!count_item(&levels[*depth], head)) {
        return false;
    }
    if (head->major != CBOR_WALK_ARRAY && head->major != CBOR_WALK_MAP) {
        return skip_content(cursor, head);
    }
    if (*depth == CBOR_DEPTH_MAX) {
        return false;
    }
    *depth += 1;
    return open_level(cursor, head, &levels[*depth]);
}

static bool level_is_full(const struct level *level)
{
    return !level->indefinite && level->left == 0;
}

/* Each turn takes a byte or ends a level. */
bool cbor_walk_item(struct cbor_walk *cursor)
{
    struct level levels[CBOR_DEPTH_MAX + 1]; /* the lowest holds the item itself, and no break ends it */
    struct cbor_item_head head;
    uint32_t depth = 0;

    levels[0] = (struct level){ .left = 1 };
    for (;;) {
        while (level_is_full(&levels[depth])) {
            if (depth == 0) {
                return true;
            }
            depth--;
        }
        if (!cbor_walk_head(cursor, &head)) {
            return false;
        }
        if (!is_break(&head)) {
            if (!enter_item(cursor, &head, levels, &depth)) {
                return false;
            }
        } else if (levels[depth].indefinite && !levels[depth].at_value) {
            depth--;
        } else {
            return false;
        }
    }
}
