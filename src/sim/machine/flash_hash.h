/* 128-bit sums by which states are compared: the same content gives the same sum on every machine.
 *
 * A state's sum is the sum of its parts' hashes, so a change is paid for where it happens. Not cryptographic: it must
 * only keep apart what a simulation makes.
 */
#ifndef SIM_MACHINE_FLASH_HASH_H
#define SIM_MACHINE_FLASH_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/machine/machine.h"

/* `key` says what the bytes are (a block of a page, a mailbox), so that equal bytes in two places differ. */
struct state_hash flash_hash_bytes(const void *bytes, size_t size, uint64_t key);
struct state_hash flash_hash_words(uint64_t key, uint64_t first, uint64_t second, uint64_t third);

void flash_hash_add(struct state_hash *sum, struct state_hash part);
void flash_hash_subtract(struct state_hash *sum, struct state_hash part);
bool flash_hash_equal(struct state_hash left, struct state_hash right);

/* A number that looks random and is the same for the same arguments. */
uint64_t flash_random(uint64_t seed, uint64_t number);

#endif
