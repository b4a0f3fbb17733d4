/* Private keys that sign and decrypt MCUboot images.
 *
 * A key is read from PEM or DER (PKCS#8, PKCS#1 or SEC1), encrypted or not. The bytes of the file, and what they decrypt
 * to, are wiped as soon as they are parsed; the parsed key is wiped by signing_key_release(). Nothing here prints or
 * writes a private key: only key_writer.h does, for the commands whose purpose that is.
 */
#ifndef CRYPTO_KEYS_H
#define CRYPTO_KEYS_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "crypto/deterministic_random.h"
#include "crypto/mbedtls_compat.h"
#include "crypto/public_key.h"
#include "crypto/passphrase.h"

struct signing_key {
    const char *path;
    bool had_passphrase;                  /* its file was encrypted */
    const struct public_key *public_half; /* in the arena */
    mbedtls_pk_context context;           /* RSA and ECDSA keys */
    uint8_t secret[32];                   /* Ed25519: the seed; X25519: the private number */
};

/* The passphrase is only asked for when the key is encrypted; NULL: an encrypted key is refused. Input errors, each with
 * its reason: missing or unreadable, longer than KEY_FILE_LIMIT, no key, several keys, only a public key, damaged, the
 * wrong passphrase, a type that is none of the six. On success the caller releases the key.
 */
NODISCARD bool signing_key_load(struct arena *arena, const char *path, const struct passphrase_source *passphrase,
                                struct diagnostics *diagnostics, struct signing_key **key);

/* The same from a file that is loaded already, whose bytes are wiped. */
NODISCARD bool signing_key_read(struct arena *arena, const struct source *source,
                                const struct passphrase_source *passphrase, struct diagnostics *diagnostics,
                                struct signing_key **key);

/* The public half of a key file of any kind: a public key, or a private one, encrypted or not. */
NODISCARD bool public_half_load(struct arena *arena, const char *path, const struct passphrase_source *passphrase,
                                struct diagnostics *diagnostics, const struct public_key **key);

/* Random numbers for one operation of an RSA or ECDSA key on these bytes, seeded from both: nobody without the key can
 * tell them from other random ones. Gives mbedTLS's error number, 0 when they are ready; random was zeroed before, and is
 * stopped in both cases.
 */
#define KEY_RANDOM_DATA_LIMIT 512u /* bytes */
NODISCARD int signing_key_random(struct signing_key *key, struct byte_range data, const char *purpose,
                                 struct deterministic_random *random);

/* Wipes and frees; NULL is allowed. */
void signing_key_release(struct signing_key *key);

#endif
