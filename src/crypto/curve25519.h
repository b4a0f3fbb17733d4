/* Ed25519 and X25519 keys, which mbedTLS 2.28 does not know: their DER (RFC 8410), and their arithmetic by libsodium.
 *
 * A public key is 32 raw bytes, so is a secret: the seed of Ed25519 (RFC 8032), the number of X25519 (RFC 7748). The
 * caller owns all buffers and wipes the secret ones.
 */
#ifndef CRYPTO_CURVE25519_H
#define CRYPTO_CURVE25519_H

#include <stdbool.h>
#include <stdint.h>
#include "base/attributes.h"
#include "base/byte_range.h"

#define CURVE25519_SIZE             32u
#define CURVE25519_PUBLIC_DER_SIZE  44u /* SubjectPublicKeyInfo */
#define CURVE25519_PRIVATE_DER_SIZE 48u /* PKCS#8 without the public half */
#define ED25519_SIGNATURE_SIZE      64u

enum curve25519_use { CURVE25519_SIGNS, CURVE25519_EXCHANGES };

/* False for everything that is no such SubjectPublicKeyInfo. */
NODISCARD bool curve25519_read_public(struct byte_range der, enum curve25519_use *use,
                                      uint8_t public_key[CURVE25519_SIZE]);

/* PKCS#8, with or without the public half (RFC 5958); a public half of another key makes it false. */
NODISCARD bool curve25519_read_private(struct byte_range der, enum curve25519_use *use,
                                       uint8_t secret[CURVE25519_SIZE]);

void curve25519_write_public(enum curve25519_use use, const uint8_t public_key[CURVE25519_SIZE],
                             uint8_t der[CURVE25519_PUBLIC_DER_SIZE]);
void curve25519_write_private(enum curve25519_use use, const uint8_t secret[CURVE25519_SIZE],
                              uint8_t der[CURVE25519_PRIVATE_DER_SIZE]);

/* The public half of a secret. False when libsodium cannot be used. */
NODISCARD bool curve25519_public_of(enum curve25519_use use, const uint8_t secret[CURVE25519_SIZE],
                                    uint8_t public_key[CURVE25519_SIZE]);

NODISCARD bool ed25519_verify(const uint8_t public_key[CURVE25519_SIZE], struct byte_range message,
                              struct byte_range signature);

#endif
