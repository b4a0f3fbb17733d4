/* Public keys as MCUboot images name and use them.
 *
 * A key is read from PEM or DER: SubjectPublicKeyInfo, PKCS#1 RSAPublicKey, or the public half of a private key. The
 * bytes that images hash and embed are PKCS#1 RSAPublicKey for RSA and SubjectPublicKeyInfo for the others, with an
 * uncompressed point for ECDSA (mcu-tools/mcuboot scripts/imgtool/keys, 2d4bacc3; RFC 8410 for Ed25519 and X25519). Keys
 * live in the arena.
 */
#ifndef CRYPTO_PUBLIC_KEY_H
#define CRYPTO_PUBLIC_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "base/byte_range.h"
#include "crypto/digest.h"

enum key_type { KEY_ECDSA_P256, KEY_RSA_2048, KEY_RSA_3072, KEY_ECDSA_P384, KEY_ED25519, KEY_X25519 };

struct public_key {
    enum key_type type;
    struct byte_range der; /* the bytes that a PUBKEY TLV holds and a KEYHASH TLV is made of */
    uint8_t hash[32];      /* SHA-256 of der: the KEYHASH TLV of images with a SHA-256 */
    uint8_t point[64];     /* P-256: X, Y, big-endian, as NSIB writes it; Ed25519, X25519: the key, 32 bytes */
};

/* Longest key file that is read; an RSA-3072 PEM has 2.5 kB. */
#define KEY_FILE_LIMIT (64u * 1024u)

/* "ECDSA P-256", "RSA-2048", "RSA-3072", "ECDSA P-384", "Ed25519", "X25519" */
const char *key_type_name(enum key_type type);

/* Number of the signature TLV that this type of key makes; 0 for X25519, which signs nothing. */
uint16_t key_type_tlv(enum key_type type);

/* Hashes that imgtool lets this type of key sign: P-384 SHA-384; Ed25519 SHA-256 or SHA-512 (pure: SHA-512); the
 * others SHA-256.
 */
bool key_type_takes(enum key_type type, enum digest_algorithm algorithm);

/* The hash without a choice: SHA-384 for P-384, else SHA-256. */
enum digest_algorithm key_type_digest(enum key_type type);

/* KEYHASH TLV of an image with such a hash. */
struct digest public_key_hash(const struct public_key *key, enum digest_algorithm algorithm);

/* Reads a key file, or a pipe such as a shell's <(...), of at most KEY_FILE_LIMIT bytes. Input errors name the path.
 * The caller wipes the bytes (public_key_read() does).
 */
NODISCARD bool key_source_load(struct arena *arena, const char *path, struct diagnostics *diagnostics,
                               const struct source **source);

/* Input errors: no key at all, several, a damaged one, a type or size that is not supported, an encrypted private key.
 * The source's bytes are wiped, because they may be a private key.
 */
NODISCARD bool public_key_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                               struct public_key **key);

/* The same from the bytes of public_key.der. False when they are none; no diagnostic. */
NODISCARD bool public_key_from_der(struct arena *arena, struct byte_range der, struct public_key **key);

/* Longest signature TLV of ECDSA: MCUboot's buffer (boot/bootutil/src/image_validate.c SIG_BUF_SIZE, 2d4bacc3). */
#define ECDSA_SIGNATURE_LIMIT 128u

/* Signature as it stands in the TLV over a digest: ECDSA as DER, behind it nothing but zeros as imgtool --pad-sig writes
 * them, ECDSA_SIGNATURE_LIMIT bytes in all; RSA as PSS with 32 bytes of salt; Ed25519 over the digest's bytes as its
 * message.
 */
NODISCARD bool public_key_verify(const struct public_key *key, const struct digest *digest,
                                 struct byte_range signature);

/* Ed25519 over the message itself ("pure"); false for every other type of key. */
NODISCARD bool public_key_verify_pure(const struct public_key *key, struct byte_range message,
                                      struct byte_range signature);

/* r and s of 32 bytes each over a SHA-256, checked with a point X, Y. */
NODISCARD bool p256_verify_raw(const uint8_t point[64], const uint8_t digest[32], const uint8_t signature[64]);

#endif
