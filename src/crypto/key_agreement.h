/* Diffie-Hellman with raw bytes: P-256 by mbedTLS, X25519 by libsodium.
 *
 * A secret is 32 bytes (P-256: the private number, big-endian), so is what two parties share (P-256: the x-coordinate,
 * big-endian). A public key is an uncompressed point of 65 bytes or 32 raw bytes. The caller wipes secrets and shared
 * bytes.
 */
#ifndef CRYPTO_KEY_AGREEMENT_H
#define CRYPTO_KEY_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"

#define AGREEMENT_SECRET_SIZE  32u
#define AGREEMENT_SHARED_SIZE  32u
#define AGREEMENT_PUBLIC_LIMIT 65u

struct key_agreement {
    size_t public_size;

    /* False when the secret is out of range. */
    bool (*public_of)(const uint8_t secret[AGREEMENT_SECRET_SIZE], uint8_t *public_key);

    /* False when the peer's key is no point of the curve, or one that every secret gives the same result for. */
    bool (*share)(const uint8_t secret[AGREEMENT_SECRET_SIZE], const uint8_t *peer,
                  uint8_t shared[AGREEMENT_SHARED_SIZE]);
};

extern const struct key_agreement agreement_p256, agreement_x25519;

#endif
