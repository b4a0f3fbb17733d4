/* SHA-256 of bytes in memory. */
#ifndef IMAGE_DIGEST_H
#define IMAGE_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include "image/byte_range.h"

#define SHA256_SIZE 32u

void sha256(struct byte_range bytes, uint8_t digest[SHA256_SIZE]);

#endif
