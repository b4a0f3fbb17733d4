#include "image/digest.h"

#include <assert.h>
#include <mbedtls/md.h>

void sha256(struct byte_range bytes, uint8_t digest[SHA256_SIZE])
{
    /* mbedtls_md() is spelled the same in 2.28 and 3.x, the function for the bare hash is not. */
    int failure = mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), bytes.data, bytes.size, digest);

    assert(failure == 0);
    (void)failure;
}
