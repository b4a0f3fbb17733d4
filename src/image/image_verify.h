/* Checks an MCUboot image against itself and against a public key, the way MCUboot goes through its TLVs.
 *
 * Lines, in this order: "hash", "hashes" where it is open which one counts, "key hash", "signature", and of a compressed
 * image "decompressed signature". The hash is
 * the one MCUboot computes; a signature without a key to check it is "not checked", an image without one is "absent". A
 * signature counts only where the image names its key in front of it, and where it names several keys each signature
 * belongs to the last one named before it. A bootloader knows one hash algorithm: by it it finds the key, and over it, it
 * checks the signature (boot/bootutil/src/image_validate.c bootutil_img_validate(), 2d4bacc3).
 *
 * Stricter than MCUboot in three things: every hash TLV of an image must be right, whatever its algorithm; every
 * signature of the given key, not only the last; and a key hash must have its full length.
 */
#ifndef IMAGE_IMAGE_VERIFY_H
#define IMAGE_IMAGE_VERIFY_H

#include <stdbool.h>
#include "base/arena.h"
#include "crypto/digest.h"
#include "image/mcuboot_image.h"
#include "crypto/public_key.h"
#include "image/verdict.h"

/* Name of the flag that makes stored bytes other than the hashed ones or than those that run in the end (encryption,
 * compression); NULL when there is none, or the image was decrypted.
 */
const char *image_unverifiable_flag(const struct mcuboot_image *image);

/* "LZMA2", "LZMA2 with ARM Thumb filter", ...; NULL when the image is not compressed. */
const char *image_compression(const struct mcuboot_image *image);

bool image_is_encrypted(const struct mcuboot_image *image); /* by its flags */

/* An encrypted image whose firmware is stored as it is: what imgtool --clear makes for first programming. */
bool image_is_clear(const struct mcuboot_image *image);

/* Encrypted, and not decrypted: the bytes that hash and signature cover are not in the file. */
bool image_is_hidden(const struct mcuboot_image *image);

/* SIG_PURE with its one byte 0x01: the signature is of the image itself. */
bool image_is_pure(const struct mcuboot_image *image);

/* First hash TLV, or NULL; *algorithm is its algorithm then. */
const struct mcuboot_tlv_entry *image_hash_tlv(const struct mcuboot_image *image, enum digest_algorithm *algorithm);

/* key may be NULL. demanded is the hash algorithm of the bootloader, or NULL when that is not known: then each that the
 * image has a hash of may be its one.
 */
void mcuboot_image_verify(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key,
                          const enum digest_algorithm *demanded, struct verdicts *verdicts);

#endif
