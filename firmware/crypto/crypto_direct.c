#include "firmware/crypto/crypto.h"

bool crypto_hash_flash(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size,
                       uint8_t digest[CRYPTO_DIGEST_SIZE])
{
    return crypto_mbedtls_hash_flash(hal, device, offset, size, digest);
}

uint32_t crypto_signature_valid(const struct boot_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
                                const uint8_t *signature, uint32_t size)
{
    return crypto_mbedtls_signature_valid(key, digest, signature, size);
}
