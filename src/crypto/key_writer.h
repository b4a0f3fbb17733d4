/* Writes keys: DER, PEM, and the C and Rust arrays that bootloaders are built with, byte for byte as imgtool does.
 *
 * This is the one place of the program where a private key leaves it: `keygen` makes one because the user asked for it,
 * and `getpriv` prints the key that a bootloader decrypts updates with, because it has to be compiled in. Everything
 * that holds a private key here lives in the arena and is wiped by the caller with key_bytes_wipe(). Source of the forms:
 * mcu-tools/mcuboot scripts/imgtool/keys (2d4bacc3).
 */
#ifndef CRYPTO_KEY_WRITER_H
#define CRYPTO_KEY_WRITER_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/text.h"
#include "base/byte_range.h"
#include "crypto/public_key.h"
#include "crypto/keys.h"

enum private_key_form {
    PRIVATE_KEY_PKCS8,
    PRIVATE_KEY_OPENSSL, /* PKCS#1 for RSA, SEC1 for ECDSA; the others have none */
};

/* minimal leaves out what a bootloader can do without: the public half of ECDSA, the CRT numbers of RSA. False when the
 * key has no such form, or the library fails.
 */
NODISCARD bool private_key_write(struct arena *arena, struct signing_key *key, enum private_key_form form, bool minimal,
                                 struct byte_range *der);

/* SubjectPublicKeyInfo, which is what the public half's DER is already for all types but RSA. */
NODISCARD bool public_key_write(struct arena *arena, const struct public_key *key, struct byte_range *der);

/* Lines of 64 characters between the label's marks, as in "PRIVATE KEY". False without memory. */
NODISCARD bool key_pem_write(struct arena *arena, const char *label, struct byte_range der, struct byte_range *pem);

enum key_language { KEY_LANGUAGE_C, KEY_LANGUAGE_RUST };

/* An array of the bytes, named as imgtool names it: <type>_pub_key<suffix>, <type>_pub_key_hash<suffix>. */
void public_key_array(struct text *text, const struct public_key *key, enum key_language language, const char *suffix);
void public_key_hash_array(struct text *text, const struct public_key *key, const char *suffix);

/* enc_priv_key, in C. */
void private_key_array(struct text *text, struct byte_range der);

void key_bytes_wipe(struct byte_range bytes);

#endif
