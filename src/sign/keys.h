/* Private keys that sign MCUboot images.
 *
 * A key is read from PEM (PKCS#8, PKCS#1 or SEC1). The text of the file is wiped as soon as it is parsed; the
 * parsed key lives outside the arena until signing_key_release(), which wipes it. Nothing here prints or
 * writes a private key.
 */
#ifndef SIGN_KEYS_H
#define SIGN_KEYS_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "image/mbedtls_compat.h"
#include "image/public_key.h"

struct signing_key {
    const char *path;
    const struct public_key *public_half; /* in the arena */
    mbedtls_pk_context context;           /* RSA and ECDSA keys */
    uint8_t secret[32];                   /* Ed25519: the seed; X25519: the private number */
};

/* Where the passphrase of an encrypted key comes from; never the command line. */
struct passphrase_source {
    const char *environment; /* name of a variable, or NULL */
    const char *file;        /* first line of a file, or NULL */
    bool terminal;           /* ask there, when neither is given */
};

/* passphrase NULL: an encrypted key is refused. Input errors, each with its reason: missing or unreadable, longer than KEY_FILE_LIMIT, no PEM, encrypted,
 * only a public key, a type that is not ECDSA P-256, RSA-2048 or RSA-3072. On success the caller releases the
 * key.
 */
NODISCARD bool signing_key_load(struct arena *arena, const char *path, const struct passphrase_source *passphrase,
                                struct diagnostics *diagnostics, struct signing_key **key);

/* The same from a file that is loaded already, whose bytes are wiped. */
NODISCARD bool signing_key_read(struct arena *arena, const struct source *source,
                                const struct passphrase_source *passphrase, struct diagnostics *diagnostics,
                                struct signing_key **key);

/* Wipes and frees; NULL is allowed. */
void signing_key_release(struct signing_key *key);

#endif
