#include "sign/signer.h"

#include <string.h>
#include <mbedtls/asn1.h>
#include <mbedtls/asn1write.h>
#include <mbedtls/bignum.h>

#define RAW_LIMIT 96u /* P-384 */

static bool sign_with_key(const struct signer *signer, const struct signature_request *request,
                          struct diagnostics *diagnostics, struct signature *signature)
{
    if (request->pure) {
        return sign_pure(signer->state, request->payload, diagnostics, signature);
    }
    return sign_digest(signer->state, request->digest, diagnostics, signature);
}

const struct signer *signer_with_key(struct arena *arena, struct signing_key *key)
{
    struct signer *signer;

    if (key == NULL) {
        return NULL;
    }
    signer = arena_alloc(arena, sizeof *signer);
    *signer = (struct signer){ key->public_half, key->path, sign_with_key, key };
    return signer;
}

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

/* Writes from the end of the buffer, as mbedTLS does. */
static bool write_der(const mbedtls_mpi *r, const mbedtls_mpi *s, struct signature *der)
{
    unsigned char buffer[RAW_LIMIT + 16] = { 0 };
    unsigned char *at = buffer + sizeof buffer;
    int size_s = mbedtls_asn1_write_mpi(&at, buffer, s);
    int size_r = size_s < 0 ? size_s : mbedtls_asn1_write_mpi(&at, buffer, r);

    if (size_r < 0 || mbedtls_asn1_write_len(&at, buffer, (size_t)size_r + (size_t)size_s) < 0 ||
        mbedtls_asn1_write_tag(&at, buffer, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) < 0) {
        return false;
    }
    der->size = (size_t)(buffer + sizeof buffer - at);
    memcpy(der->bytes, at, der->size);
    return true;
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
           mbedtls_mpi_read_binary(&s, raw.data + half, half) == 0 && write_der(&r, &s, der);
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    return good;
}

bool signature_answers(const struct public_key *key, const struct signature_request *request,
                       const struct signature *signature)
{
    struct byte_range bytes = range_of(signature->bytes, signature->size);

    return request->pure ? public_key_verify_pure(key, request->payload, bytes)
                         : public_key_verify(key, request->digest, bytes);
}

bool signer_sign(const struct signer *signer, const struct signature_request *request, struct diagnostics *diagnostics,
                 struct signature *signature)
{
    struct signature made;

    if (!signer->sign(signer, request, diagnostics, &made)) {
        return false;
    }
    if (!signature_answers(signer->public_half, request, &made)) {
        return diagnose(
            diagnostics, DIAGNOSTIC_VERIFY, ORIGIN_NONE,
            "signature of '%s' does not verify with the public key: it is of another key, another firmware or "
            "other options",
            signer->name);
    }
    *signature = made;
    return request->form != SIGNATURE_RAW || signature_to_raw(range_of(made.bytes, made.size), 32, signature) ||
           diagnose(diagnostics, DIAGNOSTIC_VERIFY, ORIGIN_NONE, "signature of '%s' has no r and s of 32 bytes",
                    signer->name);
}
