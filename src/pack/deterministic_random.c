#include "pack/deterministic_random.h"

#include <assert.h>
#include <string.h>
#include <mbedtls/md.h>
#include <mbedtls/platform_util.h>

void deterministic_random_start(struct deterministic_random *random, struct byte_range seed,
                                const char *purpose)
{
    const mbedtls_md_info_t *hash = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    unsigned char keyed[32];
    int failure;

    /* The purpose is the HMAC key, so that one secret never gives the same numbers for two uses. */
    failure =
        mbedtls_md_hmac(hash, (const unsigned char *)purpose, strlen(purpose), seed.data, seed.size, keyed);
    assert(failure == 0);
    mbedtls_hmac_drbg_init(&random->drbg);
    failure = mbedtls_hmac_drbg_seed_buf(&random->drbg, hash, keyed, sizeof keyed);
    assert(failure == 0);
    (void)failure;
    mbedtls_platform_zeroize(keyed, sizeof keyed);
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
