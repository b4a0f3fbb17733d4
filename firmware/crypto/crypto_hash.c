#include <string.h>
#include "firmware/crypto/crypto.h"
#include "firmware/crypto/crypto_compat.h"

#define READ_BLOCK 512u

bool crypto_mbedtls_hash(crypto_read *read, void *context, uint32_t start, uint32_t size,
                         uint8_t digest[CRYPTO_DIGEST_SIZE])
{
    mbedtls_sha256_context sha;
    uint8_t block[READ_BLOCK];
    bool good;

    mbedtls_sha256_init(&sha);
    good = compat_sha256_starts(&sha) == 0;
    for (uint32_t done = 0; good && done < size;) {
        uint32_t length = size - done < sizeof block ? size - done : (uint32_t)sizeof block;

        good = read(context, start + done, block, length) && compat_sha256_update(&sha, block, length) == 0;
        done += length;
    }
    good = good && compat_sha256_finish(&sha, digest) == 0;
    mbedtls_sha256_free(&sha);
    return good;
}

struct flash_source {
    struct hal *hal;
    enum flash_device device;
};

static bool read_flash(void *context, uint32_t start, void *buffer, uint32_t size)
{
    const struct flash_source *source = context;

    /* a slot of some hundred KiB in serial flash takes longer than a short watchdog */
    hal_watchdog_feed(source->hal);
    return hal_flash_read(source->hal, source->device, start, buffer, size);
}

bool crypto_mbedtls_hash_flash(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size,
                               uint8_t digest[CRYPTO_DIGEST_SIZE])
{
    struct flash_source source = { hal, device };

    return offset <= UINT32_MAX - size && crypto_mbedtls_hash(read_flash, &source, offset, size, digest);
}

static bool read_memory(void *context, uint32_t start, void *buffer, uint32_t size)
{
    const uint8_t *const *bytes = context;

    memcpy(buffer, *bytes + start, size);
    return true;
}

bool crypto_mbedtls_hash_memory(const void *bytes, uint32_t size, uint8_t digest[CRYPTO_DIGEST_SIZE])
{
    const uint8_t *first = bytes;

    return crypto_mbedtls_hash(read_memory, &first, 0, size, digest);
}

uint32_t crypto_compare(const uint8_t *left, const uint8_t *right, uint32_t size)
{
    volatile uint8_t difference = 0;
    volatile uint32_t seen = 0;

    for (uint32_t i = 0; i < size; i++) {
        difference = (uint8_t)(difference | (left[i] ^ right[i]));
        seen = seen + 1;
    }
    return difference == 0 && seen == size ? CRYPTO_VALID : CRYPTO_INVALID;
}
