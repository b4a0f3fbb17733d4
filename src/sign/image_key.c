#include "sign/image_key.h"

#include <sodium.h>
#include <mbedtls/aes.h>

void image_key_wipe(struct image_key *key)
{
    sodium_memzero(key->bytes, sizeof key->bytes);
}

bool image_key_crypt(const struct image_key *key, uint8_t *bytes, size_t size)
{
    unsigned char counter[16] = { 0 }, stream[16];
    mbedtls_aes_context aes;
    size_t used = 0;
    bool done;

    mbedtls_aes_init(&aes);
    done = mbedtls_aes_setkey_enc(&aes, key->bytes, (unsigned)key->size * 8) == 0 &&
           mbedtls_aes_crypt_ctr(&aes, size, &used, counter, stream, bytes, bytes) == 0;
    mbedtls_aes_free(&aes);
    sodium_memzero(stream, sizeof stream);
    return done;
}
