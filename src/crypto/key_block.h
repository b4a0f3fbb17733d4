/* Finds the key in a key file, PEM or DER, and says what it is before anything is made of it.
 *
 * PEM: RFC 7468 labels 'PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'PUBLIC KEY', and the older 'RSA PRIVATE KEY', 'EC PRIVATE
 * KEY', 'RSA PUBLIC KEY', also with the encryption of RFC 1421 ("Proc-Type: 4,ENCRYPTED"). Text around the block, CRLF
 * and a byte order mark are allowed. DER: the file is one key and nothing else.
 */
#ifndef CRYPTO_KEY_BLOCK_H
#define CRYPTO_KEY_BLOCK_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "base/byte_range.h"

enum key_content {
    KEY_CONTENT_PUBLIC,        /* SubjectPublicKeyInfo or PKCS#1 RSAPublicKey */
    KEY_CONTENT_PRIVATE,       /* PKCS#8, PKCS#1 or SEC1 */
    KEY_CONTENT_ENCRYPTED,     /* PKCS#8 EncryptedPrivateKeyInfo */
    KEY_CONTENT_ENCRYPTED_PEM, /* RFC 1421: there is no DER before key_block_open() */
};

struct key_block {
    enum key_content content;
    struct byte_range der; /* in the arena or in the source; key_block_wipe() clears it */
    const char *text;      /* PEM: where the block begins in the source, else NULL */
    const char *label;     /* PEM: what stands behind BEGIN */
};

enum key_wanted { KEY_WANTED_PRIVATE, KEY_WANTED_ANY };

/* Takes the private key of a file; with KEY_WANTED_ANY the public one, when there is one. Input errors: no key, only a
 * public key, several keys, a block that is cut off, lengths that do not agree.
 */
NODISCARD bool key_block_find(struct arena *arena, const struct source *source, enum key_wanted wanted,
                              struct diagnostics *diagnostics, struct key_block *block);

/* Decrypts a block of the older form. False with the wrong passphrase, and for a cipher that mbedTLS does not have; no
 * diagnostic.
 */
NODISCARD bool key_block_open(struct arena *arena, struct byte_range passphrase, struct key_block *block);

/* What DER that is one SEQUENCE holds, from its first two elements. False when it can be no key. */
NODISCARD bool key_der_content(struct byte_range der, enum key_content *content);

/* Name of the algorithm of a SubjectPublicKeyInfo or PKCS#8 for messages: "ECDSA P-521", "Ed448". NULL when the DER
 * says none. RSA has no size here.
 */
const char *key_der_algorithm(struct byte_range der);

void key_block_wipe(struct key_block *block);

#endif
