#include "crypto/public_key.h"

#include <string.h>
#include "crypto/curve25519.h"
#include "crypto/mbedtls_compat.h"

/* The DER of r and s alone, as mbedTLS wants it: imgtool --pad-sig and old images put zeros behind it. False for what
 * MCUboot does not take, or not with each of its libraries: more than its buffer holds (SIG_BUF_SIZE), a long form of
 * length, other bytes behind the DER.
 */
static bool without_padding(struct byte_range signature, struct byte_range *der)
{
    uint8_t length;

    if (signature.size > ECDSA_SIGNATURE_LIMIT || !range_u8(signature, 1, &length) || length >= 0x80 ||
        !range_part(signature, 0, (size_t)length + 2, der)) {
        return false;
    }
    for (size_t i = der->size; i < signature.size; i++) {
        if (signature.data[i] != 0) {
            return false;
        }
    }
    return true;
}

static bool verify_ecdsa(mbedtls_pk_context *context, mbedtls_md_type_t hash, const struct digest *digest,
                         struct byte_range signature)
{
    struct byte_range der;

    return without_padding(signature, &der) &&
           mbedtls_pk_verify(context, hash, digest->bytes, digest->size, der.data, der.size) == 0;
}

static bool verify_rsa(mbedtls_pk_context *context, const struct digest *digest, struct byte_range signature)
{
    const mbedtls_pk_rsassa_pss_options options = { MBEDTLS_MD_SHA256, SHA256_SIZE };

    return mbedtls_pk_verify_ext(MBEDTLS_PK_RSASSA_PSS, &options, context, MBEDTLS_MD_SHA256, digest->bytes,
                                 digest->size, signature.data, signature.size) == 0;
}

bool public_key_verify(const struct public_key *key, const struct digest *digest, struct byte_range signature)
{
    mbedtls_pk_context context;
    bool good = false;

    if (!key_type_takes(key->type, digest->algorithm)) {
        return false;
    }
    if (key->type == KEY_ED25519) {
        return ed25519_verify(key->point, digest_range(digest), signature);
    }
    mbedtls_pk_init(&context);
    if (mbedtls_pk_parse_public_key(&context, key->der.data, key->der.size) == 0) {
        switch (key->type) {
        case KEY_ECDSA_P256:
            good = verify_ecdsa(&context, MBEDTLS_MD_SHA256, digest, signature);
            break;
        case KEY_ECDSA_P384:
            good = verify_ecdsa(&context, MBEDTLS_MD_SHA384, digest, signature);
            break;
        case KEY_RSA_2048:
        case KEY_RSA_3072:
            good = verify_rsa(&context, digest, signature);
            break;
        case KEY_ED25519:
        case KEY_X25519:
            break;
        }
    }
    mbedtls_pk_free(&context);
    return good;
}

bool public_key_verify_pure(const struct public_key *key, struct byte_range message, struct byte_range signature)
{
    return key->type == KEY_ED25519 && ed25519_verify(key->point, message, signature);
}

bool p256_verify_raw(const uint8_t point[64], const uint8_t digest[32], const uint8_t signature[64])
{
    uint8_t uncompressed[65] = { 0x04 };
    mbedtls_ecp_group group;
    mbedtls_ecp_point public_point;
    mbedtls_mpi r, s;
    bool good;

    memcpy(uncompressed + 1, point, 64);
    mbedtls_ecp_group_init(&group);
    mbedtls_ecp_point_init(&public_point);
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    good = mbedtls_ecp_group_load(&group, MBEDTLS_ECP_DP_SECP256R1) == 0 &&
           mbedtls_ecp_point_read_binary(&group, &public_point, uncompressed, sizeof uncompressed) == 0 &&
           mbedtls_ecp_check_pubkey(&group, &public_point) == 0 && mbedtls_mpi_read_binary(&r, signature, 32) == 0 &&
           mbedtls_mpi_read_binary(&s, signature + 32, 32) == 0 &&
           mbedtls_ecdsa_verify(&group, digest, SHA256_SIZE, &public_point, &r, &s) == 0;
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    mbedtls_ecp_point_free(&public_point);
    mbedtls_ecp_group_free(&group);
    return good;
}
