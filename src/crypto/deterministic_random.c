#include "crypto/deterministic_random.h"

#include <string.h>
#include <mbedtls/md.h>
#include <mbedtls/platform_util.h>

int deterministic_random_start(struct deterministic_random *random, struct byte_range seed, const char *purpose)
{
    const mbedtls_md_info_t *hash = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    unsigned char keyed[32] = { 0 };
    int failure;

    mbedtls_hmac_drbg_init(&random->drbg);
    /* The purpose is the HMAC key, so that one secret never gives the same numbers for two uses. */
    failure = mbedtls_md_hmac(hash, (const unsigned char *)purpose, strlen(purpose), seed.data, seed.size, keyed);
    if (failure == 0) {
        failure = mbedtls_hmac_drbg_seed_buf(&random->drbg, hash, keyed, sizeof keyed);
    }
    mbedtls_platform_zeroize(keyed, sizeof keyed);
    return failure;
}

int deterministic_random_next(void *state, unsigned char *output, size_t size)
{
    struct deterministic_random *random = state;

    return mbedtls_hmac_drbg_random(&random->drbg, output, size);
}

void deterministic_random_stop(struct deterministic_random *random)
{
    mbedtls_hmac_drbg_free(&random->drbg);
}
