#include "crypto/aes_key_wrap.h"

#include <sodium.h>
#include <string.h>
#include <mbedtls/aes.h>

#define HALF   8u /* bytes of half an AES block: the unit of the algorithm */
#define ROUNDS 6u

static const uint8_t initial_value[HALF] = { 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6 };

static bool is_key_size(size_t size)
{
    return size == 16 || size == 24 || size == 32;
}

/* The step number is XORed into the first half of a block as a big-endian number; 6 rounds of 4 steps fit one byte. */
static void mix_step(uint8_t *block, size_t step)
{
    block[HALF - 1] ^= (uint8_t)step;
}

/* RFC 3394, 2.2.1, with indexing: block holds A in its first half, key the R[1] to R[n]. */
static bool wrap_steps(mbedtls_aes_context *aes, uint8_t block[2 * HALF], uint8_t *key, size_t count)
{
    for (size_t step = 1; step <= ROUNDS * count; step++) {
        uint8_t *part = key + (step - 1) % count * HALF;

        memcpy(block + HALF, part, HALF);
        if (mbedtls_aes_crypt_ecb(aes, MBEDTLS_AES_ENCRYPT, block, block) != 0) {
            return false;
        }
        mix_step(block, step);
        memcpy(part, block + HALF, HALF);
    }
    return true;
}

/* RFC 3394, 2.2.2: the same steps backwards. */
static bool unwrap_steps(mbedtls_aes_context *aes, uint8_t block[2 * HALF], uint8_t *key, size_t count)
{
    for (size_t step = ROUNDS * count; step >= 1; step--) {
        uint8_t *part = key + (step - 1) % count * HALF;

        mix_step(block, step);
        memcpy(block + HALF, part, HALF);
        if (mbedtls_aes_crypt_ecb(aes, MBEDTLS_AES_DECRYPT, block, block) != 0) {
            return false;
        }
        memcpy(part, block + HALF, HALF);
    }
    return true;
}

bool aes_key_wrap(struct byte_range wrapping_key, struct byte_range key, uint8_t *wrapped)
{
    uint8_t block[2 * HALF];
    mbedtls_aes_context aes;
    bool done;

    if (!is_key_size(wrapping_key.size) || !is_key_size(key.size)) {
        return false;
    }
    mbedtls_aes_init(&aes);
    memcpy(block, initial_value, HALF);
    memcpy(wrapped + HALF, key.data, key.size);
    done = mbedtls_aes_setkey_enc(&aes, wrapping_key.data, (unsigned)wrapping_key.size * 8) == 0 &&
           wrap_steps(&aes, block, wrapped + HALF, key.size / HALF);
    memcpy(wrapped, block, HALF);
    mbedtls_aes_free(&aes);
    sodium_memzero(block, sizeof block);
    if (!done) {
        sodium_memzero(wrapped, key.size + HALF);
    }
    return done;
}

bool aes_key_unwrap(struct byte_range wrapping_key, struct byte_range wrapped, uint8_t *key)
{
    uint8_t block[2 * HALF];
    mbedtls_aes_context aes;
    bool done;

    if (!is_key_size(wrapping_key.size) || wrapped.size < HALF || !is_key_size(wrapped.size - HALF)) {
        return false;
    }
    mbedtls_aes_init(&aes);
    memcpy(block, wrapped.data, HALF);
    memcpy(key, wrapped.data + HALF, wrapped.size - HALF);
    done = mbedtls_aes_setkey_dec(&aes, wrapping_key.data, (unsigned)wrapping_key.size * 8) == 0 &&
           unwrap_steps(&aes, block, key, wrapped.size / HALF - 1) && sodium_memcmp(block, initial_value, HALF) == 0;
    mbedtls_aes_free(&aes);
    sodium_memzero(block, sizeof block);
    if (!done) {
        sodium_memzero(key, wrapped.size - HALF);
    }
    return done;
}
