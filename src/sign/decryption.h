/* Opens encrypted MCUboot images with what the device holds: its private key, or its wrapping key.
 *
 * Reads what encryption.h writes, and what imgtool and newt write, in the way of boot/bootutil/src/encrypted.c (mcu-tools/
 * mcuboot, 2d4bacc3): a TLV of another type or length than the device's is no TLV for it.
 */
#ifndef SIGN_DECRYPTION_H
#define SIGN_DECRYPTION_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/byte_range.h"
#include "image/mcuboot_image.h"
#include "image/verdict.h"
#include "crypto/keys.h"

struct decryption_key {
    const char *path;
    struct signing_key *private_key; /* RSA-2048, ECDSA P-256 or X25519; NULL with a wrapping key */
    struct byte_range wrapping_key;  /* AES key wrap: 16 or 32 bytes */
};

/* Reads PEM or DER, or a wrapping key in base64. Input errors: those of signing_key_load() and wrapping_key_read(), and a
 * type that MCUboot does not decrypt with. On success the caller releases the key.
 */
NODISCARD bool decryption_key_load(struct arena *arena, const char *path, const struct passphrase_source *passphrase,
                                   struct diagnostics *diagnostics, struct decryption_key **key);

/* Wipes; NULL is allowed. */
void decryption_key_release(struct decryption_key *key);

/* The image with its firmware decrypted: a copy in the arena, whose payload and hashed range are the plain text, so that
 * mcuboot_image_verify() can check hash and signature. The header still has the flag, as it is part of what is hashed.
 * NULL with the reason in *fault: no encrypted image, no TLV for this key, a TLV of a wrong length, a TLV that this key
 * does not open. A firmware that was damaged is found by its hash only: AES-CTR decrypts everything.
 */
const struct mcuboot_image *image_decrypt(struct arena *arena, const struct mcuboot_image *image,
                                          const struct decryption_key *key, const char **fault);

/* What is to be verified when an image may be encrypted: the decrypted image, or the image itself. Adds the line
 * "encryption" when there is a key: pass with the length of the image key, also where the firmware is plain although the
 * flag says encrypted (--clear) and the TLV can be opened; FAIL when the device cannot open the TLV; absent when the image
 * is not encrypted. key may be NULL.
 */
const struct mcuboot_image *decrypt_for_verification(struct arena *arena, const struct mcuboot_image *image,
                                                     const struct decryption_key *key, struct verdicts *verdicts);

#endif
