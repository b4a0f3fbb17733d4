#include <string.h>
#include "firmware/crypto/crypto.h"
#include "firmware/crypto/crypto_compat.h"

#define DER_INTEGER  0x02u
#define DER_SEQUENCE 0x30u

#define P256_SCALAR_SIZE 32u
#define P256_POINT_SIZE  65u

/* Old versions of imgtool could pad a signature with zeros to the largest size. */
#define ECDSA_PADDING_MAX 2u

/* What comes before the point in SubjectPublicKeyInfo of a P-256 key (RFC 5480). */
static const uint8_t p256_prefix[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                                       0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00 };

struct der {
    const uint8_t *bytes;
    uint32_t left;
};

/* Takes an element of this tag off `der`; its content goes to `content`. Lengths in the shortest form only. */
static bool der_take(struct der *der, uint8_t tag, struct der *content)
{
    uint32_t header = 2;
    uint32_t size;

    if (der->left < 2 || der->bytes[0] != tag) {
        return false;
    }
    size = der->bytes[1];
    if (size >= 0x80) {
        uint32_t count = size & 0x7f;

        if (count == 0 || count > 2 || der->left < 2 + count) {
            return false;
        }
        size = count == 1 ? der->bytes[2] : (uint32_t)der->bytes[2] << 8 | der->bytes[3];
        if (size < (count == 1 ? 0x80u : 0x100u)) {
            return false;
        }
        header += count;
    }
    if (size > der->left - header) {
        return false;
    }
    *content = (struct der){ der->bytes + header, size };
    der->bytes += header + size;
    der->left -= header + size;
    return true;
}

/* A positive integer, without its leading zero. */
static bool der_take_integer(struct der *der, struct der *number)
{
    if (!der_take(der, DER_INTEGER, number) || number->left == 0 || (number->bytes[0] & 0x80) != 0) {
        return false;
    }
    if (number->bytes[0] == 0) {
        number->bytes++;
        number->left--;
    }
    return number->left > 0;
}

static bool only_zeros(const struct der *rest)
{
    for (uint32_t i = 0; i < rest->left; i++) {
        if (rest->bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static bool read_ecdsa_signature(const uint8_t *signature, uint32_t size, struct der *r, struct der *s)
{
    struct der rest = { signature, size };
    struct der sequence;

    return der_take(&rest, DER_SEQUENCE, &sequence) && der_take_integer(&sequence, r) &&
           der_take_integer(&sequence, s) && sequence.left == 0 && r->left <= P256_SCALAR_SIZE &&
           s->left <= P256_SCALAR_SIZE && rest.left <= ECDSA_PADDING_MAX && only_zeros(&rest);
}

static uint32_t verify_ecdsa(const struct boot_key *key, const uint8_t *digest, const uint8_t *signature, uint32_t size)
{
    mbedtls_ecp_group group;
    mbedtls_ecp_point point;
    mbedtls_mpi r;
    mbedtls_mpi s;
    struct der r_bytes;
    struct der s_bytes;
    volatile uint32_t verdict = CRYPTO_INVALID;

    if (key->der_size != sizeof p256_prefix + P256_POINT_SIZE ||
        memcmp(key->der, p256_prefix, sizeof p256_prefix) != 0 ||
        !read_ecdsa_signature(signature, size, &r_bytes, &s_bytes)) {
        return CRYPTO_INVALID;
    }
    mbedtls_ecp_group_init(&group);
    mbedtls_ecp_point_init(&point);
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    if (mbedtls_ecp_group_load(&group, MBEDTLS_ECP_DP_SECP256R1) == 0 &&
        mbedtls_ecp_point_read_binary(&group, &point, key->der + sizeof p256_prefix, P256_POINT_SIZE) == 0 &&
        mbedtls_ecp_check_pubkey(&group, &point) == 0 &&
        mbedtls_mpi_read_binary(&r, r_bytes.bytes, r_bytes.left) == 0 &&
        mbedtls_mpi_read_binary(&s, s_bytes.bytes, s_bytes.left) == 0 &&
        mbedtls_ecdsa_verify(&group, digest, CRYPTO_DIGEST_SIZE, &point, &r, &s) == 0) {
        verdict = CRYPTO_VALID;
    }
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    mbedtls_ecp_point_free(&point);
    mbedtls_ecp_group_free(&group);
    return verdict;
}

static uint32_t verify_rsa(const struct boot_key *key, const uint8_t *digest, const uint8_t *signature, uint32_t size)
{
    uint32_t width = key->type == BOOT_KEY_RSA_3072 ? 384 : 256;
    struct der rest = { key->der, key->der_size };
    struct der sequence;
    struct der modulus;
    struct der exponent;
    mbedtls_rsa_context rsa;
    volatile uint32_t verdict = CRYPTO_INVALID;

    if (size != width || !der_take(&rest, DER_SEQUENCE, &sequence) || rest.left != 0 ||
        !der_take_integer(&sequence, &modulus) || !der_take_integer(&sequence, &exponent) || sequence.left != 0 ||
        modulus.left != width) {
        return CRYPTO_INVALID;
    }
    compat_rsa_init(&rsa);
    if (mbedtls_rsa_import_raw(&rsa, modulus.bytes, modulus.left, NULL, 0, NULL, 0, NULL, 0, exponent.bytes,
                               exponent.left) == 0 &&
        mbedtls_rsa_complete(&rsa) == 0 && mbedtls_rsa_check_pubkey(&rsa) == 0 &&
        compat_rsa_pss_verify(&rsa, digest, signature) == 0) {
        verdict = CRYPTO_VALID;
    }
    mbedtls_rsa_free(&rsa);
    return verdict;
}

uint32_t crypto_mbedtls_signature_valid(const struct boot_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
                                        const uint8_t *signature, uint32_t size)
{
    return key->type == BOOT_KEY_ECDSA_P256 ? verify_ecdsa(key, digest, signature, size)
                                            : verify_rsa(key, digest, signature, size);
}
