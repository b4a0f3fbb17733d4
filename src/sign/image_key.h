/* The AES key of one encrypted image, and the ways to hand it to the device: RSA-OAEP, ECIES, AES key wrap.
 *
 * Inside of encryption and decryption only. Whoever holds a struct image_key wipes it with image_key_wipe(). Each
 * wrap draws its random numbers after the image key, in one call of 32 bytes: RSA-OAEP the seed, ECIES the ephemeral
 * private key (P-256: big-endian, drawn anew while it is out of range).
 */
#ifndef SIGN_IMAGE_KEY_H
#define SIGN_IMAGE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"
#include "base/random.h"
#include "base/byte_range.h"
#include "crypto/digest.h"
#include "crypto/public_key.h"
#include "crypto/keys.h"

#define IMAGE_KEY_LIMIT 32u

struct image_key {
    uint8_t bytes[IMAGE_KEY_LIMIT];
    size_t size; /* 16 or 32 */
};

struct random_source {
    random_function next;
    void *state;
    bool failed; /* next() gave nothing, or nothing that can be used */
};

NODISCARD static inline bool random_draw(struct random_source *random, uint8_t *output, size_t size)
{
    random->failed = random->failed || !random->next(random->state, output, size);
    return !random->failed;
}

void image_key_wipe(struct image_key *key);

/* AES-CTR with a counter that starts at 0, in place: encrypts and decrypts. */
NODISCARD bool image_key_crypt(const struct image_key *key, uint8_t *bytes, size_t size);

#define RSA_OAEP_SIZE 256u /* RSA-2048 */

/* SHA-256 for both hashes, no label. Writes RSA_OAEP_SIZE bytes. */
NODISCARD bool rsa_oaep_wrap(const struct public_key *recipient, const struct image_key *key,
                             struct random_source *random, uint8_t *wrapped);

/* key->size says how long the image key must be. */
NODISCARD bool rsa_oaep_unwrap(struct signing_key *private_key, struct byte_range wrapped, struct image_key *key);

/* Ephemeral public key (P-256: 65 bytes, uncompressed; X25519: 32), HMAC, encrypted image key. */
size_t ecies_size(enum key_type type, enum digest_algorithm hmac, size_t key_size);

NODISCARD bool ecies_wrap(const struct public_key *recipient, enum digest_algorithm hmac, const struct image_key *key,
                          struct random_source *random, uint8_t *wrapped);

/* wrapped has ecies_size() bytes for key->size. */
NODISCARD bool ecies_unwrap(const struct signing_key *private_key, enum digest_algorithm hmac,
                            struct byte_range wrapped, struct image_key *key);

/* Whether a key of AES-256 was encrypted with AES-128: imgtool before 2.3.0 did so, and no MCUboot has ever read it
 * (mcu-tools/mcuboot scripts/imgtool/image.py, a5c48f3c).
 */
bool ecies_is_short(const struct signing_key *private_key, enum digest_algorithm hmac, struct byte_range wrapped);

#endif
