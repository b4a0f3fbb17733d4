/* What differs between mbedTLS 2.28 and 3.x for the bootloader, and the memory that the library may use. */
#ifndef CRYPTO_CRYPTO_COMPAT_H
#define CRYPTO_CRYPTO_COMPAT_H

#include <stdint.h>
#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include <mbedtls/rsa.h>
#include <mbedtls/sha256.h>
#include <mbedtls/version.h>

#if MBEDTLS_VERSION_MAJOR >= 3
#define compat_sha256_starts(context)              mbedtls_sha256_starts(context, 0)
#define compat_sha256_update(context, bytes, size) mbedtls_sha256_update(context, bytes, size)
#define compat_sha256_finish(context, digest)      mbedtls_sha256_finish(context, digest)
#else
#define compat_sha256_starts(context)              mbedtls_sha256_starts_ret(context, 0)
#define compat_sha256_update(context, bytes, size) mbedtls_sha256_update_ret(context, bytes, size)
#define compat_sha256_finish(context, digest)      mbedtls_sha256_finish_ret(context, digest)
#endif

static inline void compat_rsa_init(mbedtls_rsa_context *context)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    mbedtls_rsa_init(context);
    (void)mbedtls_rsa_set_padding(context, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
#else
    mbedtls_rsa_init(context, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
#endif
}

/* The salt is as long as the digest, as imgtool makes it and MCUboot demands it. */
static inline int compat_rsa_pss_verify(mbedtls_rsa_context *context, const uint8_t digest[32],
                                        const uint8_t *signature)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_rsa_rsassa_pss_verify_ext(context, MBEDTLS_MD_SHA256, 32, digest, MBEDTLS_MD_SHA256, 32, signature);
#else
    return mbedtls_rsa_rsassa_pss_verify_ext(context, NULL, NULL, MBEDTLS_RSA_PUBLIC, MBEDTLS_MD_SHA256, 32, digest,
                                             MBEDTLS_MD_SHA256, 32, signature);
#endif
}

#endif
