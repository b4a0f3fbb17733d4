#include "crypto/digest.h"

#include <stdlib.h>
#include <string.h>
#include "crypto/mbedtls_compat.h"
#include "nrf53pack/mcuboot_format.h"

static const struct {
    const char *name;
    size_t size;
    uint16_t tlv;
} algorithms[] = {
    [DIGEST_SHA256] = { "SHA256", 32, MCUBOOT_TLV_SHA256 },
    [DIGEST_SHA384] = { "SHA384", 48, MCUBOOT_TLV_SHA384 },
    [DIGEST_SHA512] = { "SHA512", 64, MCUBOOT_TLV_SHA512 },
};

void sha256(struct byte_range bytes, uint8_t digest[SHA256_SIZE])
{
    if (compat_sha256(bytes.data, bytes.size, digest) != 0) {
        /* Only hardware accelerators fail. Going on with no digest would sign or accept anything. */
        abort();
    }
}

struct digest digest_of(enum digest_algorithm algorithm, struct byte_range bytes)
{
    struct digest digest = { .algorithm = algorithm, .size = algorithms[algorithm].size };
    int failure;

    if (algorithm == DIGEST_SHA256) {
        failure = compat_sha256(bytes.data, bytes.size, digest.bytes);
    } else {
        failure = compat_sha512(bytes.data, bytes.size, digest.bytes, algorithm == DIGEST_SHA384);
    }
    if (failure != 0) {
        abort();
    }
    return digest;
}

struct digest digest_known(enum digest_algorithm algorithm, const uint8_t *bytes)
{
    struct digest digest = { .algorithm = algorithm, .size = algorithms[algorithm].size };

    memcpy(digest.bytes, bytes, digest.size);
    return digest;
}

size_t digest_size(enum digest_algorithm algorithm)
{
    return algorithms[algorithm].size;
}

const char *digest_name(enum digest_algorithm algorithm)
{
    return algorithms[algorithm].name;
}

uint16_t digest_tlv(enum digest_algorithm algorithm)
{
    return algorithms[algorithm].tlv;
}

bool digest_from_tlv(uint16_t type, enum digest_algorithm *algorithm)
{
    for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
        if (algorithms[i].tlv == type) {
            *algorithm = (enum digest_algorithm)i;
            return true;
        }
    }
    return false;
}
