/* What the readers of public and of private keys share: DER becomes a key, and an unusable one its reason. */
#ifndef CRYPTO_KEY_READING_H
#define CRYPTO_KEY_READING_H

#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "crypto/curve25519.h"
#include "crypto/mbedtls_compat.h"
#include "crypto/public_key.h"

/* What was found where no key of ours could be read: "ECDSA P-521"; NULL when even that cannot be told. */
struct key_fault {
    const char *found;
};

/* Reads PKCS#8, PKCS#1 or SEC1 that is not encrypted. The private half goes into context (RSA, ECDSA: an initialised
 * one, that the caller frees) or into secret (Ed25519, X25519: the caller wipes it); the public one into the arena.
 * random blinds a check of the key. False: fault says what was found.
 */
NODISCARD bool private_key_parse(struct arena *arena, struct byte_range der, mbedtls_random random, void *random_state,
                                 mbedtls_pk_context *context, uint8_t secret[CURVE25519_SIZE], struct public_key **key,
                                 struct key_fault *fault);

/* The same for SubjectPublicKeyInfo and PKCS#1 RSAPublicKey. */
NODISCARD bool public_key_parse(struct arena *arena, struct byte_range der, struct public_key **key,
                                struct key_fault *fault);

/* The public half of a key that mbedTLS holds. */
NODISCARD bool public_key_from_context(struct arena *arena, mbedtls_pk_context *context, struct public_key **key,
                                       struct key_fault *fault);

/* type: KEY_ED25519 or KEY_X25519. */
struct public_key *public_key_from_raw(struct arena *arena, enum key_type type, const uint8_t raw[CURVE25519_SIZE]);

/* Input error: the key has a type that is not supported, or is damaged. Always false. */
bool key_fault_report(const struct key_fault *fault, const struct source *source, struct diagnostics *diagnostics);

#endif
