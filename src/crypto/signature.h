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

#endif
