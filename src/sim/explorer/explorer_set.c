#include "sim/explorer/explorer_set.h"

#include <string.h>
#include "sim/machine/flash_hash.h"

#define FIRST_CAPACITY 1024u

struct explorer_set_place {
    struct state_hash key;
    uint32_t value; /* EXPLORER_SET_NONE: the place is free */
};

static void make_places(struct explorer_set *set, size_t capacity)
{
    set->places = arena_array(set->arena, capacity, sizeof *set->places);
    set->capacity = capacity;
    explorer_set_clear(set);
}

struct explorer_set explorer_set_create(struct arena *arena)
{
    struct explorer_set set = { .arena = arena };

    make_places(&set, FIRST_CAPACITY);
    return set;
}

void explorer_set_clear(struct explorer_set *set)
{
    for (size_t i = 0; i < set->capacity; i++) {
        set->places[i].value = EXPLORER_SET_NONE;
    }
    set->count = 0;
}

/* The key's place, or the free one where it would be. */
static struct explorer_set_place *place_of(const struct explorer_set *set, struct state_hash key)
{
    size_t at = key.words[0] & (set->capacity - 1);

    while (set->places[at].value != EXPLORER_SET_NONE && !flash_hash_equal(set->places[at].key, key)) {
        at = (at + 1) & (set->capacity - 1);
    }
    return &set->places[at];
}

uint32_t explorer_set_find(const struct explorer_set *set, struct state_hash key)
{
    return place_of(set, key)->value;
}

static void grow(struct explorer_set *set)
{
    struct explorer_set_place *old = set->places;
    size_t capacity = set->capacity;

    make_places(set, capacity * 2);
    for (size_t i = 0; i < capacity; i++) {
        if (old[i].value != EXPLORER_SET_NONE) {
            *place_of(set, old[i].key) = old[i];
            set->count++;
        }
    }
}

bool explorer_set_add(struct explorer_set *set, struct state_hash key, uint32_t value)
{
    struct explorer_set_place *place = place_of(set, key);

    if (place->value != EXPLORER_SET_NONE) {
        return false;
    }
    *place = (struct explorer_set_place){ key, value };
    set->count++;
    if (set->count * 2 > set->capacity) {
        grow(set);
    }
    return true;
}
