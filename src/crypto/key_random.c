#include "crypto/keys.h"

#include <string.h>
#include <mbedtls/platform_util.h>

/* PKCS#1 DER of an RSA-3072 key has 1,768 bytes. */
#define PRIVATE_DER_LIMIT 4096u

int signing_key_random(struct signing_key *key, struct byte_range data, const char *purpose,
                       struct deterministic_random *random)
{
    unsigned char seed[PRIVATE_DER_LIMIT + KEY_RANDOM_DATA_LIMIT];
    int size = data.size > KEY_RANDOM_DATA_LIMIT ? MBEDTLS_ERR_PK_BAD_INPUT_DATA
                                                 : mbedtls_pk_write_key_der(&key->context, seed, PRIVATE_DER_LIMIT);
    int failure = size;

    if (size > 0) {
        /* The DER stands at the end of the space it was given; the data goes right behind it. */
        memcpy(seed + PRIVATE_DER_LIMIT, data.data, data.size);
        failure = deterministic_random_start(
            random, range_of(seed + PRIVATE_DER_LIMIT - size, (size_t)size + data.size), purpose);
    }
    mbedtls_platform_zeroize(seed, sizeof seed);
    return failure;
}
