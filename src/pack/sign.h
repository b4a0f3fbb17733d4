/* Signs a SHA-256 the way MCUboot verifies it; the same key and digest always give the same bytes.
 *
 * ECDSA P-256: deterministic by RFC 6979, DER. RSA: RSASSA-PSS with SHA-256, MGF1-SHA-256 and 32 bytes of
 * salt (mcu-tools/mcuboot scripts/imgtool/keys/ecdsa.py, rsa.py, 2d4bacc3).
 */
#ifndef PACK_SIGN_H
#define PACK_SIGN_H

#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"
#include "image/digest.h"
#include "pack/keys.h"

/* RSA-3072 makes the longest one. */
#define SIGNATURE_LIMIT 384u

struct signature {
    uint8_t bytes[SIGNATURE_LIMIT];
    size_t size;
};

/* False when mbedTLS refuses the key, which parsing did not notice: one diagnostic names the key. */
NODISCARD bool sign_digest(struct signing_key *key, const uint8_t digest[SHA256_SIZE], struct diagnostics *diagnostics,
                           struct signature *signature);

#endif
