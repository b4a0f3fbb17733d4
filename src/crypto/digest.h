/* Hashes of bytes in memory: the three that MCUboot images are made with. */
#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"
#include "base/byte_range.h"

#define SHA256_SIZE  32u
#define DIGEST_LIMIT 64u /* SHA-512, the longest */

enum digest_algorithm { DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512 };

struct digest {
    enum digest_algorithm algorithm;
    size_t size; /* bytes: 32, 48 or 64 */
    uint8_t bytes[DIGEST_LIMIT];
};

void sha256(struct byte_range bytes, uint8_t digest[SHA256_SIZE]);

struct digest digest_of(enum digest_algorithm algorithm, struct byte_range bytes);

/* A hash that was made elsewhere, from its bytes. */
struct digest digest_known(enum digest_algorithm algorithm, const uint8_t *bytes);

size_t digest_size(enum digest_algorithm algorithm);

/* "SHA256", "SHA384", "SHA512": as boot records and imgtool's messages write them. */
const char *digest_name(enum digest_algorithm algorithm);

/* Number of the TLV that holds such a hash of an image. */
uint16_t digest_tlv(enum digest_algorithm algorithm);

/* The algorithm of a hash TLV; false for every other TLV. */
NODISCARD bool digest_from_tlv(uint16_t type, enum digest_algorithm *algorithm);

static inline struct byte_range digest_range(const struct digest *digest)
{
    return range_of(digest->bytes, digest->size);
}

#endif
