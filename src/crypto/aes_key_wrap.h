/* Wraps a key with another one: AES Key Wrap of RFC 3394, with its default initial value.
 *
 * Own code over mbedTLS' AES, because Debian builds mbedTLS without its key wrap. Keys are 16, 24 or 32 bytes.
 */
#ifndef CRYPTO_AES_KEY_WRAP_H
#define CRYPTO_AES_KEY_WRAP_H

#include <stdbool.h>
#include <stdint.h>
#include "base/attributes.h"
#include "base/byte_range.h"

/* A wrapped key is this much longer than the key. */
#define AES_KEY_WRAP_ADDED 8u

/* Writes key.size + AES_KEY_WRAP_ADDED bytes. False when a size is none of AES, or mbedTLS refuses. */
NODISCARD bool aes_key_wrap(struct byte_range wrapping_key, struct byte_range key, uint8_t *wrapped);

/* Writes wrapped.size - AES_KEY_WRAP_ADDED bytes. False, and zeros, when the bytes were not wrapped with this key; the
 * comparison takes the same time wherever they differ.
 */
NODISCARD bool aes_key_unwrap(struct byte_range wrapping_key, struct byte_range wrapped, uint8_t *key);

#endif
