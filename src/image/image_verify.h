/* Checks an MCUboot image against itself and against a public key.
 *
 * Lines, in this order: "hash", "key hash", "signature". The hash is the one MCUboot computes; a signature
 * without a key to check it is "not checked", an image without one is "absent". A signature whose key the image
 * does not name in front of it fails: MCUboot refuses it (boot/bootutil/src/image_validate.c, 2d4bacc3).
 */
#ifndef IMAGE_IMAGE_VERIFY_H
#define IMAGE_IMAGE_VERIFY_H

#include "base/arena.h"
#include "image/mcuboot_image.h"
#include "image/public_key.h"
#include "image/verdict.h"

/* Name of the flag that makes stored bytes other than the hashed ones (encryption, compression), which cannot be
 * verified here; NULL when there is none.
 */
const char *image_unverifiable_flag(const struct mcuboot_image *image);

/* key may be NULL. */
void mcuboot_image_verify(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key,
                          struct verdicts *verdicts);

#endif
