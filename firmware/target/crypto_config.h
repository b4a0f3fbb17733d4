/* mbedTLS for the bootloader: SHA-256, ECDSA P-256 and RSA-PSS verification, memory from a fixed buffer.
 * For 2.28 and 3.6; symbols that one of them does not know are harmless.
 */
#ifndef TARGET_CRYPTO_CONFIG_H
#define TARGET_CRYPTO_CONFIG_H

#include <limits.h> /* 2.28.3: oid.c has INT_MAX without it */
#include <stddef.h>

#define MBEDTLS_HAVE_ASM
#define MBEDTLS_NO_PLATFORM_ENTROPY

#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO target_calloc
#define MBEDTLS_PLATFORM_FREE_MACRO   target_free
void *target_calloc(size_t count, size_t size);
void target_free(void *memory);

/* The library's own calls memset() through a pointer, which no call graph follows. */
#define MBEDTLS_PLATFORM_ZEROIZE_ALT

#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA256_SMALLER
#define MBEDTLS_MD_C
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C /* mbedTLS asks for it with ECDSA; nothing of it is linked */
#define MBEDTLS_OID_C

#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_NO_UDBL_DIVISION /* of 64 bits, which this processor has none of */
#define MBEDTLS_ECP_WINDOW_SIZE       2
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
#define MBEDTLS_ECP_NO_INTERNAL_RNG   /* nothing secret is multiplied here */
#define MBEDTLS_ECDSA_C
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C

#define MBEDTLS_RSA_C
#define MBEDTLS_RSA_NO_CRT
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_MPI_WINDOW_SIZE 1
#define MBEDTLS_MPI_MAX_SIZE    384 /* RSA-3072 */

#endif
