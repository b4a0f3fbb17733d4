#include <string.h>
#include <mbedtls/platform_util.h>
#include "crypto/mbedtls_compat.h"
#include "crypto/deterministic_random.h"
#include "sign/image_key.h"

/* mbedTLS' form of a random function; any number but 0 is its error. */
static int draw(void *state, unsigned char *output, size_t size)
{
    return random_draw(state, output, size) ? 0 : -1;
}

bool rsa_oaep_wrap(const struct public_key *recipient, const struct image_key *key, struct random_source *random,
                   uint8_t *wrapped)
{
    mbedtls_pk_context context;
    bool done;

    mbedtls_pk_init(&context);
    done = mbedtls_pk_parse_public_key(&context, recipient->der.data, recipient->der.size) == 0 &&
           mbedtls_pk_can_do(&context, MBEDTLS_PK_RSA) && mbedtls_pk_get_len(&context) == RSA_OAEP_SIZE &&
           compat_rsa_use_pss(mbedtls_pk_rsa(context)) == 0 &&
           compat_rsa_oaep_encrypt(mbedtls_pk_rsa(context), draw, random, key->bytes, key->size, wrapped) == 0;
    mbedtls_pk_free(&context);
    return done;
}

bool rsa_oaep_unwrap(struct signing_key *private_key, struct byte_range wrapped, struct image_key *key)
{
    mbedtls_rsa_context *rsa = mbedtls_pk_rsa(private_key->context);
    struct deterministic_random blinding = { 0 };
    uint8_t plain[RSA_OAEP_SIZE];
    size_t size = 0;
    bool done = signing_key_random(private_key, wrapped, "blinding of a private operation", &blinding) == 0 &&
                compat_rsa_use_pss(rsa) == 0 && wrapped.size == mbedtls_rsa_get_len(rsa) &&
                compat_rsa_oaep_decrypt(rsa, deterministic_random_next, &blinding, wrapped.data, plain, sizeof plain,
                                        &size) == 0 &&
                size == key->size;

    if (done) {
        memcpy(key->bytes, plain, size);
    }
    deterministic_random_stop(&blinding);
    mbedtls_platform_zeroize(plain, sizeof plain);
    return done;
}
