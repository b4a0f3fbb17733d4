/* Reads an image that was just signed back from its bytes, as a bootloader will, before anything is written. */
#ifndef SIGN_IMAGE_CHECK_H
#define SIGN_IMAGE_CHECK_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "sign/image_writer.h"

/* After image_sign(), before image_encrypt(): areas and TLVs can be read, the hash is that of the bytes, the key is named
 * in front of the signature, and the signature is the one that was verified when it was made. False with one diagnostic,
 * which is a bug of ours.
 */
NODISCARD bool image_check(struct arena *arena, const struct image_draft *draft, struct diagnostics *diagnostics);

#endif
