/* Makes new private keys of the six types that MCUboot knows, with the random numbers of the caller. */
#ifndef CRYPTO_KEY_GENERATE_H
#define CRYPTO_KEY_GENERATE_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/random.h"
#include "crypto/keys.h"

/* The immutable bootloader stores the first 16 bytes of SHA-256(X, Y) in memory where a half-word of 0xffff means
 * "empty", and refuses such a key (nrfconnect/sdk-nrf scripts/bootloader/provision.py and keygen.py). ECDSA P-256 only.
 */
bool key_suits_nsib(const struct public_key *key);

/* path: name of the key for messages. for_nsib repeats until the key suits it; the type must be ECDSA P-256 then. Input
 * error: no random numbers. On success the caller releases the key.
 */
NODISCARD bool key_generate(struct arena *arena, enum key_type type, bool for_nsib, const char *path,
                            random_function random, void *random_state, struct diagnostics *diagnostics,
                            struct signing_key **key);

#endif
