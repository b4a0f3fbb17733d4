/* The differences between mbedTLS 2.28 and 3.x that this program meets, in one place. */
#ifndef CRYPTO_MBEDTLS_COMPAT_H
#define CRYPTO_MBEDTLS_COMPAT_H

#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include <mbedtls/pk.h>
#include <mbedtls/pkcs5.h>
#include <mbedtls/rsa.h>
#include <mbedtls/sha256.h>
#include <mbedtls/sha512.h>
#include <mbedtls/version.h>

/* 3.x hides struct members behind this macro; 2.28 has neither the macro nor accessors for what is needed
 * here. */
#ifndef MBEDTLS_PRIVATE
#define MBEDTLS_PRIVATE(member) member
#endif

/* The one-call form, which allocates nothing and so cannot fail in software. */
static inline int compat_sha256(const unsigned char *data, size_t size, unsigned char digest[32])
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_sha256(data, size, digest, 0);
#else
    return mbedtls_sha256_ret(data, size, digest, 0);
#endif
}

static inline int compat_sha512(const unsigned char *data, size_t size, unsigned char digest[64], int is_384)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_sha512(data, size, digest, is_384);
#else
    return mbedtls_sha512_ret(data, size, digest, is_384);
#endif
}

typedef int (*mbedtls_random)(void *state, unsigned char *output, size_t size);

/* 3.x wants random numbers to blind the check of the key; 2.28 does without. */
static inline int compat_parse_private_key(mbedtls_pk_context *key, const unsigned char *data, size_t size,
                                           mbedtls_random random, void *random_state)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_pk_parse_key(key, data, size, NULL, 0, random, random_state);
#else
    (void)random;
    (void)random_state;
    return mbedtls_pk_parse_key(key, data, size, NULL, 0);
#endif
}

/* Whether the two halves of a key belong together. */
static inline int compat_check_pair(const mbedtls_pk_context *key, mbedtls_random random, void *random_state)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_pk_check_pair(key, key, random, random_state);
#else
    (void)random;
    (void)random_state;
    return mbedtls_pk_check_pair(key, key);
#endif
}

static inline int compat_pbkdf2(mbedtls_md_type_t hash, const unsigned char *password, size_t password_size,
                                const unsigned char *salt, size_t salt_size, unsigned iterations, uint32_t key_size,
                                unsigned char *key)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_pkcs5_pbkdf2_hmac_ext(hash, password, password_size, salt, salt_size, iterations, key_size, key);
#else
    mbedtls_md_context_t context;
    int failure;

    mbedtls_md_init(&context);
    failure = mbedtls_md_setup(&context, mbedtls_md_info_from_type(hash), 1);
    if (failure == 0) {
        failure =
            mbedtls_pkcs5_pbkdf2_hmac(&context, password, password_size, salt, salt_size, iterations, key_size, key);
    }
    mbedtls_md_free(&context);
    return failure;
#endif
}

static inline int compat_rsa_use_pss(mbedtls_rsa_context *rsa)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_rsa_set_padding(rsa, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
#else
    mbedtls_rsa_set_padding(rsa, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
    return 0;
#endif
}

/* OAEP without a label; the padding's hash is the one compat_rsa_use_pss() set. */
static inline int compat_rsa_oaep_encrypt(mbedtls_rsa_context *rsa, mbedtls_random random, void *random_state,
                                          const unsigned char *input, size_t size, unsigned char *output)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_rsa_rsaes_oaep_encrypt(rsa, random, random_state, NULL, 0, size, input, output);
#else
    return mbedtls_rsa_rsaes_oaep_encrypt(rsa, random, random_state, MBEDTLS_RSA_PUBLIC, NULL, 0, size, input, output);
#endif
}

static inline int compat_rsa_oaep_decrypt(mbedtls_rsa_context *rsa, mbedtls_random random, void *random_state,
                                          const unsigned char *input, unsigned char *output, size_t limit, size_t *size)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_rsa_rsaes_oaep_decrypt(rsa, random, random_state, NULL, 0, size, input, output, limit);
#else
    return mbedtls_rsa_rsaes_oaep_decrypt(rsa, random, random_state, MBEDTLS_RSA_PRIVATE, NULL, 0, size, input, output,
                                          limit);
#endif
}

static inline mbedtls_ecp_group *compat_group(const mbedtls_pk_context *key)
{
    return &mbedtls_pk_ec(*key)->MBEDTLS_PRIVATE(grp);
}

static inline mbedtls_ecp_group_id compat_curve(const mbedtls_pk_context *key)
{
    return compat_group(key)->id;
}

/* The private number of an elliptic curve key; it stays in the key. */
static inline const mbedtls_mpi *compat_private_number(const mbedtls_pk_context *key)
{
    return &mbedtls_pk_ec(*key)->MBEDTLS_PRIVATE(d);
}

#endif
