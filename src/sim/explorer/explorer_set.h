/* A table from 128-bit sums to numbers. It only grows; one thread writes, several may read while nobody writes. */
#ifndef SIM_EXPLORER_EXPLORER_SET_H
#define SIM_EXPLORER_EXPLORER_SET_H

#include <stdbool.h>
#include "base/arena.h"
#include "sim/machine/machine.h"

#define EXPLORER_SET_NONE UINT32_MAX

struct explorer_set_place;

struct explorer_set {
    struct arena *arena;
    struct explorer_set_place *places;
    size_t capacity; /* a power of two */
    size_t count;
};

struct explorer_set explorer_set_create(struct arena *arena);
void explorer_set_clear(struct explorer_set *set);

/* EXPLORER_SET_NONE: not in the set. */
uint32_t explorer_set_find(const struct explorer_set *set, struct state_hash key);

/* False: the key is there already, and keeps its value. */
bool explorer_set_add(struct explorer_set *set, struct state_hash key, uint32_t value);

#endif
