/* Checks an MCUboot image against itself and against a public key.
 *
 * Lines, in this order: "hash", "key hash", "signature". The hash is the one MCUboot computes; a signature
 * without a key to check it is "not checked", an image without one is "absent".
 */
#ifndef IMAGE_IMAGE_VERIFY_H
#define IMAGE_IMAGE_VERIFY_H

#include "base/arena.h"
#include "image/mcuboot_image.h"
#include "image/public_key.h"
#include "image/verdict.h"

/* key may be NULL. */
void image_verify(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key,
                  struct verdicts *verdicts);

#endif
