/* Random numbers that depend on nothing but a secret, a purpose and data: the same input gives the same
 * bytes.
 *
 * HMAC-DRBG with SHA-256 (NIST SP 800-90A), seeded from the given bytes.
 * docs/decisions/0002-deterministic-signatures.md says why signatures are made with it.
 */
#ifndef CRYPTO_DETERMINISTIC_RANDOM_H
#define CRYPTO_DETERMINISTIC_RANDOM_H

#include <stddef.h>
#include <mbedtls/hmac_drbg.h>
#include "base/byte_range.h"

struct deterministic_random {
    mbedtls_hmac_drbg_context drbg;
};

/* seed is read at once and not kept. Gives mbedTLS's error number, 0 when it is ready; stop it in both cases.
 */
NODISCARD int deterministic_random_start(struct deterministic_random *random, struct byte_range seed,
                                         const char *purpose);

/* Has the form of an mbedTLS random function; state is a struct deterministic_random. */
int deterministic_random_next(void *state, unsigned char *output, size_t size);

/* Wipes the state. */
void deterministic_random_stop(struct deterministic_random *random);

#endif
