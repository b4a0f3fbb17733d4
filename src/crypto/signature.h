/* Signs a digest the way MCUboot verifies it; the same key and digest always give the same bytes.
 *
 * ECDSA: deterministic by RFC 6979 with the digest's own hash, DER. RSA: RSASSA-PSS with SHA-256, MGF1-SHA-256 and 32
 * bytes of salt. Ed25519: over the digest's bytes as its message (mcu-tools/mcuboot scripts/imgtool/keys/ecdsa.py,
 * rsa.py, ed25519.py, 2d4bacc3).
 */
#ifndef CRYPTO_SIGNATURE_H
#define CRYPTO_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"
#include "crypto/digest.h"
#include "crypto/keys.h"

/* RSA-3072 makes the longest one. */
#define SIGNATURE_LIMIT 384u

struct signature {
    uint8_t bytes[SIGNATURE_LIMIT];
    size_t size;
};

/* False when the key cannot sign such a digest (key_type_takes()) or the library refuses it: one diagnostic names the
 * key.
 */
NODISCARD bool sign_digest(struct signing_key *key, const struct digest *digest, struct diagnostics *diagnostics,
                           struct signature *signature);

/* Ed25519 over the message itself; other types of key are refused with a diagnostic. */
NODISCARD bool sign_pure(struct signing_key *key, struct byte_range message, struct diagnostics *diagnostics,
                         struct signature *signature);

/* r and s of an ECDSA DER signature, each `size` bytes (32 for P-256, 48 for P-384), big-endian. False when it is no
 * such signature, or not that alone.
 */
NODISCARD bool signature_to_raw(struct byte_range der, size_t size, struct signature *raw);

/* The shortest DER of r and s of half the size each. False when the size is odd, 0 or over 96. */
NODISCARD bool signature_to_der(struct byte_range raw, struct signature *der);

/* The same of numbers of up to 48 bytes. Gives mbedTLS's error number, 0 when it is done. */
NODISCARD int signature_write_der(const mbedtls_mpi *r, const mbedtls_mpi *s, struct signature *der);

#endif
