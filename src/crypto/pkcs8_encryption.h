/* Private keys under a passphrase: PKCS#8 EncryptedPrivateKeyInfo with PBES2 (RFC 5958, RFC 8018), which mbedTLS 2.28 does
 * not decrypt.
 *
 * Read: PBKDF2 with HMAC-SHA-1, -224, -256, -384 or -512, then AES-CBC with 128, 192 or 256 bits; that is what OpenSSL
 * and python-cryptography (imgtool) write. Written: PBKDF2-HMAC-SHA-256 and AES-256-CBC. Whatever is derived from the
 * passphrase is wiped before these functions return.
 */
#ifndef CRYPTO_PKCS8_ENCRYPTION_H
#define CRYPTO_PKCS8_ENCRYPTION_H

#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/random.h"
#include "base/byte_range.h"

/* Largest iteration count that is followed, so that a forged file cannot stop a build: some seconds of work. OpenSSL
 * writes 2,048; password managers advise up to 600,000.
 */
#define PBKDF2_ITERATION_LIMIT 10000000u

/* The count that is written. */
#define PBKDF2_ITERATIONS 600000u

/* plain lives in the arena; the caller wipes it. On failure *why says what is wrong, as a whole message. A wrong
 * passphrase cannot be told from damage.
 */
NODISCARD bool pkcs8_decrypt(struct arena *arena, struct byte_range der, struct byte_range passphrase,
                             uint32_t iteration_limit, struct byte_range *plain, const char **why);

/* False when there are no random numbers. */
NODISCARD bool pkcs8_encrypt(struct arena *arena, struct byte_range plain, struct byte_range passphrase,
                             random_function random, void *random_state, struct byte_range *der);

#endif
