#include "crypto/key_writer.h"

#include <string.h>
#include <mbedtls/pem.h>
#include <mbedtls/platform_util.h>
#include "crypto/curve25519.h"
#include "crypto/key_reading.h"
#include "crypto/der_writer.h"

/* PKCS#8 of an RSA-3072 key has 1,794 bytes. */
#define DER_LIMIT 2048u

/* PEM of that: 4 characters for 3 bytes, a line end for each 64, and the marks. */
#define PEM_LIMIT 4096u

static const uint8_t oid_rsa[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 };
static const uint8_t oid_ec[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };
static const uint8_t oid_p256[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };
static const uint8_t oid_p384[] = { 0x2b, 0x81, 0x04, 0x00, 0x22 };

void key_bytes_wipe(struct byte_range bytes)
{
    if (bytes.size > 0) {
        /* The arena owns these bytes, only the type says const. */
        mbedtls_platform_zeroize((void *)(uintptr_t)bytes.data, bytes.size);
    }
}

static struct byte_range curve_oid(const struct signing_key *key)
{
    return key->public_half->type == KEY_ECDSA_P384 ? range_of(oid_p384, sizeof oid_p384)
                                                    : range_of(oid_p256, sizeof oid_p256);
}

/* ECPrivateKey of RFC 5915; PKCS#8 says the curve outside. */
static bool put_sec1(struct der_writer *writer, const struct signing_key *key, bool with_curve, bool minimal)
{
    size_t size = key->public_half->type == KEY_ECDSA_P384 ? 48 : 32, point_size = 2 * size + 1;
    struct byte_range point = { 0 };
    const unsigned char *end = writer->at;
    const unsigned char *inner;
    uint8_t secret[48];
    bool done = mbedtls_mpi_write_binary(compat_private_number(&key->context), secret, size) == 0 &&
                range_part(key->public_half->der, key->public_half->der.size - point_size, point_size, &point);

    if (done && !minimal) {
        inner = writer->at;
        der_put_bits(writer, point);
        der_wrap(writer, inner, DER_CONTEXT(1));
    }
    if (done && with_curve) {
        inner = writer->at;
        der_put(writer, MBEDTLS_ASN1_OID, curve_oid(key));
        der_wrap(writer, inner, DER_CONTEXT(0));
    }
    if (done) {
        der_put(writer, MBEDTLS_ASN1_OCTET_STRING, range_of(secret, size));
        der_put_number(writer, 1);
        der_wrap(writer, end, DER_SEQUENCE);
    }
    mbedtls_platform_zeroize(secret, sizeof secret);
    return done;
}

/* version, n, e, d, p, q: what stands in front of the CRT numbers. */
static struct byte_range without_crt(struct byte_range pkcs1)
{
    unsigned char *at = (unsigned char *)(uintptr_t)pkcs1.data;
    const unsigned char *end = pkcs1.data + pkcs1.size;
    const unsigned char *start;
    size_t size;

    if (mbedtls_asn1_get_tag(&at, end, &size, DER_SEQUENCE) != 0) {
        return range_of(NULL, 0);
    }
    start = at;
    for (int i = 0; i < 6; i++) {
        if (mbedtls_asn1_get_tag(&at, end, &size, MBEDTLS_ASN1_INTEGER) != 0) {
            return range_of(NULL, 0);
        }
        at += size;
    }
    return range_of(start, (size_t)(at - start));
}

static bool put_pkcs1(struct der_writer *writer, struct signing_key *key, bool minimal)
{
    const unsigned char *end = writer->at;
    uint8_t buffer[DER_LIMIT];
    int size = mbedtls_pk_write_key_der(&key->context, buffer, sizeof buffer);
    struct byte_range pkcs1 = range_of(buffer + sizeof buffer - (size > 0 ? size : 0), size > 0 ? (size_t)size : 0);

    if (size > 0 && minimal) {
        der_put_raw(writer, without_crt(pkcs1));
        der_wrap(writer, end, DER_SEQUENCE);
    } else if (size > 0) {
        der_put_raw(writer, pkcs1);
    }
    mbedtls_platform_zeroize(buffer, sizeof buffer);
    return size > 0;
}

static bool put_pkcs8(struct der_writer *writer, struct signing_key *key, bool is_rsa, bool minimal)
{
    const unsigned char *end = writer->at;
    const unsigned char *algorithm_end;

    if (!(is_rsa ? put_pkcs1(writer, key, minimal) : put_sec1(writer, key, false, minimal))) {
        return false;
    }
    der_wrap(writer, end, MBEDTLS_ASN1_OCTET_STRING);
    algorithm_end = writer->at;
    if (is_rsa) {
        der_put(writer, MBEDTLS_ASN1_NULL, range_of(NULL, 0));
        der_put(writer, MBEDTLS_ASN1_OID, range_of(oid_rsa, sizeof oid_rsa));
    } else {
        der_put(writer, MBEDTLS_ASN1_OID, curve_oid(key));
        der_put(writer, MBEDTLS_ASN1_OID, range_of(oid_ec, sizeof oid_ec));
    }
    der_wrap(writer, algorithm_end, DER_SEQUENCE);
    der_put_number(writer, 0);
    der_wrap(writer, end, DER_SEQUENCE);
    return true;
}

static struct byte_range write_25519(struct arena *arena, const struct signing_key *key)
{
    uint8_t *der = arena_alloc(arena, CURVE25519_PRIVATE_DER_SIZE);

    curve25519_write_private(key->public_half->type == KEY_ED25519 ? CURVE25519_SIGNS : CURVE25519_EXCHANGES,
                             key->secret, der);
    return range_of(der, CURVE25519_PRIVATE_DER_SIZE);
}

bool private_key_write(struct arena *arena, struct signing_key *key, enum private_key_form form, bool minimal,
                       struct byte_range *der)
{
    enum key_type type = key->public_half->type;
    bool is_rsa = type == KEY_RSA_2048 || type == KEY_RSA_3072;
    struct der_writer writer;
    uint8_t *buffer;
    bool done;

    if (type == KEY_ED25519 || type == KEY_X25519) {
        *der = write_25519(arena, key);
        return form == PRIVATE_KEY_PKCS8;
    }
    buffer = arena_alloc(arena, DER_LIMIT);
    writer = der_writer_create(buffer, DER_LIMIT);
    if (form == PRIVATE_KEY_PKCS8) {
        done = put_pkcs8(&writer, key, is_rsa, minimal);
    } else {
        done = is_rsa ? put_pkcs1(&writer, key, minimal) : put_sec1(&writer, key, true, minimal);
    }
    done = der_writer_done(&writer, der) && done;
    if (!done) {
        mbedtls_platform_zeroize(buffer, DER_LIMIT);
    }
    return done;
}

bool public_key_write(struct arena *arena, const struct public_key *key, struct byte_range *der)
{
    uint8_t *buffer;
    struct der_writer writer;
    const unsigned char *end;

    if (key->type != KEY_RSA_2048 && key->type != KEY_RSA_3072) {
        *der = key->der;
        return true;
    }
    buffer = arena_alloc(arena, DER_LIMIT);
    writer = der_writer_create(buffer, DER_LIMIT);
    der_put_bits(&writer, key->der);
    end = writer.at;
    der_put(&writer, MBEDTLS_ASN1_NULL, range_of(NULL, 0));
    der_put(&writer, MBEDTLS_ASN1_OID, range_of(oid_rsa, sizeof oid_rsa));
    der_wrap(&writer, end, DER_SEQUENCE);
    der_wrap(&writer, writer.end, DER_SEQUENCE);
    return der_writer_done(&writer, der);
}

bool key_pem_write(struct arena *arena, const char *label, struct byte_range der, struct byte_range *pem)
{
    const char *begin = arena_printf(arena, "-----BEGIN %s-----\n", label);
    const char *end = arena_printf(arena, "-----END %s-----\n", label);
    unsigned char *buffer = arena_alloc(arena, PEM_LIMIT);
    size_t size = 0;

    if (mbedtls_pem_write_buffer(begin, end, der.data, der.size, buffer, PEM_LIMIT, &size) != 0) {
        mbedtls_platform_zeroize(buffer, PEM_LIMIT);
        return false;
    }
    /* mbedTLS counts the zero byte behind the text. */
    *pem = range_of(buffer, size - 1);
    return true;
}
