#include "crypto/signature.h"

#include <string.h>
#include <mbedtls/asn1.h>
#include <mbedtls/asn1write.h>

#define RAW_LIMIT 96u /* P-384 */

bool signature_to_raw(struct byte_range der, size_t size, struct signature *raw)
{
    /* mbedTLS reads through a pointer that is not const and writes nothing. */
    unsigned char *at = (unsigned char *)(uintptr_t)der.data;
    const unsigned char *end = der.data + der.size;
    mbedtls_mpi r, s;
    size_t length = 0;
    bool good;

    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    good = size <= RAW_LIMIT / 2 &&
           mbedtls_asn1_get_tag(&at, end, &length, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) == 0 &&
           length == (size_t)(end - at) && mbedtls_asn1_get_mpi(&at, end, &r) == 0 &&
           mbedtls_asn1_get_mpi(&at, end, &s) == 0 && at == end &&
           mbedtls_mpi_write_binary(&r, raw->bytes, size) == 0 &&
           mbedtls_mpi_write_binary(&s, raw->bytes + size, size) == 0;
    raw->size = 2 * size;
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    return good;
}

int signature_write_der(const mbedtls_mpi *r, const mbedtls_mpi *s, struct signature *der)
{
    unsigned char buffer[RAW_LIMIT + 16] = { 0 };
    unsigned char *at = buffer + sizeof buffer; /* mbedTLS writes from the end */
    int size_s = mbedtls_asn1_write_mpi(&at, buffer, s);
    int size_r = size_s < 0 ? size_s : mbedtls_asn1_write_mpi(&at, buffer, r);

    if (size_r < 0) {
        return size_r;
    }
    if (mbedtls_asn1_write_len(&at, buffer, (size_t)size_r + (size_t)size_s) < 0 ||
        mbedtls_asn1_write_tag(&at, buffer, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) < 0) {
        return MBEDTLS_ERR_ASN1_BUF_TOO_SMALL;
    }
    der->size = (size_t)(buffer + sizeof buffer - at);
    memcpy(der->bytes, at, der->size);
    return 0;
}

bool signature_to_der(struct byte_range raw, struct signature *der)
{
    size_t half = raw.size / 2;
    mbedtls_mpi r, s;
    bool good;

    if (raw.size == 0 || raw.size % 2 != 0 || raw.size > RAW_LIMIT) {
        return false;
    }
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    good = mbedtls_mpi_read_binary(&r, raw.data, half) == 0 &&
           mbedtls_mpi_read_binary(&s, raw.data + half, half) == 0 && signature_write_der(&r, &s, der) == 0;
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    return good;
}
