#include "sim/machine/flash_hash.h"

#include <string.h>

/* Odd constants with as many ones as zeros: each product spreads its factor over all 64 bits. */
#define ODD_1 0x9e3779b185ebca87u
#define ODD_2 0xc2b2ae3d27d4eb4fu
#define ODD_3 0x165667b19e3779f9u
#define ODD_4 0x85ebca77c2b2ae63u

#define LANES 4

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

static uint64_t finish(uint64_t value)
{
    value ^= value >> 32;
    value *= ODD_1;
    value ^= value >> 29;
    value *= ODD_2;
    return value ^ value >> 32;
}

uint64_t flash_random(uint64_t seed, uint64_t number)
{
    return finish(finish(seed + ODD_1) + number * ODD_4);
}

static void take_stripe(uint64_t lanes[LANES], const void *bytes)
{
    uint64_t words[LANES];

    memcpy(words, bytes, sizeof words);
    for (size_t i = 0; i < LANES; i++) {
        lanes[i] = rotate(lanes[i] + words[i] * ODD_2, 31) * ODD_1;
    }
}

/* Both halves depend on all lanes, each in its own way. */
static struct state_hash close_lanes(const uint64_t lanes[LANES], uint64_t size)
{
    struct state_hash hash;

    hash.words[0] =
        finish(rotate(lanes[0], 1) + rotate(lanes[1], 7) + rotate(lanes[2], 12) + rotate(lanes[3], 18) + size);
    hash.words[1] =
        finish((lanes[0] ^ rotate(lanes[2], 29)) * ODD_3 + (lanes[1] ^ rotate(lanes[3], 41)) * ODD_4 + size);
    return hash;
}

static void open_lanes(uint64_t lanes[LANES], uint64_t key)
{
    lanes[0] = key * ODD_1 + ODD_2;
    lanes[1] = key ^ ODD_3;
    lanes[2] = rotate(key, 23) + ODD_4;
    lanes[3] = key - ODD_1;
}

struct state_hash flash_hash_bytes(const void *bytes, size_t size, uint64_t key)
{
    const uint8_t *at = bytes;
    uint8_t tail[sizeof(uint64_t) * LANES] = { 0 };
    uint64_t lanes[LANES];
    size_t left = size;

    open_lanes(lanes, key);
    for (; left >= sizeof tail; left -= sizeof tail, at += sizeof tail) {
        take_stripe(lanes, at);
    }
    if (left != 0) {
        memcpy(tail, at, left);
        take_stripe(lanes, tail);
    }
    return close_lanes(lanes, size);
}

struct state_hash flash_hash_words(uint64_t key, uint64_t first, uint64_t second, uint64_t third)
{
    const uint64_t words[LANES] = { first, second, third, key };
    uint64_t lanes[LANES];

    open_lanes(lanes, key);
    take_stripe(lanes, words);
    return close_lanes(lanes, sizeof words);
}

void flash_hash_add(struct state_hash *sum, struct state_hash part)
{
    sum->words[0] += part.words[0];
    sum->words[1] += part.words[1];
}

void flash_hash_subtract(struct state_hash *sum, struct state_hash part)
{
    sum->words[0] -= part.words[0];
    sum->words[1] -= part.words[1];
}

bool flash_hash_equal(struct state_hash left, struct state_hash right)
{
    return left.words[0] == right.words[0] && left.words[1] == right.words[1];
}
