/* SHA-256 and signatures for the bootloader: two functions that whoever links the bootloader defines, and mbedTLS
 * behind them.
 *
 * n53_fw_crypto_direct defines the two with mbedTLS (2.28 or 3.6) as they stand; a simulator defines them with caches
 * in front of the crypto_mbedtls_*() functions. Digests are 32 bytes. No function here is left by a non-local exit.
 */
#ifndef CRYPTO_CRYPTO_H
#define CRYPTO_CRYPTO_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/boot_config.h"

#define CRYPTO_DIGEST_SIZE 32u

/* The answers of a verification. They differ in 32 bits, and neither is what a register or erased memory usually holds:
 * compare with CRYPTO_VALID, never for truth.
 */
#define CRYPTO_VALID   0x5a3cc396u
#define CRYPTO_INVALID 0xa5c33c69u

/* The seam. Hash of a range of a device; false: a read failed or the library did. */
bool crypto_hash_flash(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size,
                       uint8_t digest[CRYPTO_DIGEST_SIZE]);

/* CRYPTO_VALID or CRYPTO_INVALID. `signature`: DER for ECDSA, as wide as the modulus for RSA (PSS,
 * salt of 32 bytes).
 */
uint32_t crypto_signature_valid(const struct boot_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
                                const uint8_t *signature, uint32_t size);

/* The same two, computed each time. */
bool crypto_mbedtls_hash_flash(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size,
                               uint8_t digest[CRYPTO_DIGEST_SIZE]);
uint32_t crypto_mbedtls_signature_valid(const struct boot_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
                                        const uint8_t *signature, uint32_t size);

/* Hash of what `read` delivers for [start, start + size). */
typedef bool crypto_read(void *context, uint32_t start, void *buffer, uint32_t size);
bool crypto_mbedtls_hash(crypto_read *read, void *context, uint32_t start, uint32_t size,
                         uint8_t digest[CRYPTO_DIGEST_SIZE]);
bool crypto_mbedtls_hash_memory(const void *bytes, uint32_t size, uint8_t digest[CRYPTO_DIGEST_SIZE]);

/* CRYPTO_VALID when all bytes are equal; looks at every byte, whatever the first says. */
uint32_t crypto_compare(const uint8_t *left, const uint8_t *right, uint32_t size);

#endif
