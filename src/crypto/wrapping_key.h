/* The AES key that wraps image keys (AES key wrap), from a file in base64, as Mynewt's newt and MCUboot have it.
 *
 * "head -c 16 /dev/urandom | base64" makes one (mcu-tools/mcuboot docs/encrypted_images.md and enc-aes128kw.b64, 2d4bacc3;
 * apache/mynewt-artifact sec/encrypt.go ParsePubEncKey(), d8548c3). Raw bytes are refused: a file of 32 raw bytes may as
 * well be a public key, and what is encrypted with that is open to everybody.
 */
#ifndef CRYPTO_WRAPPING_KEY_H
#define CRYPTO_WRAPPING_KEY_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "base/byte_range.h"

/* Whether a key file is a wrapping key, or was meant to be one: nothing but base64, or 16 or 32 raw bytes. */
bool wrapping_key_recognised(const struct source *source);

/* Input errors: raw bytes, damaged base64, another size than 16 or 32. The caller wipes the source and, with
 * wrapping_key_wipe(), the key, which lives in the arena.
 */
NODISCARD bool wrapping_key_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                                 struct byte_range *key);

void wrapping_key_wipe(struct byte_range *key);

#endif
