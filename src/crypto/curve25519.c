#include "crypto/curve25519.h"

#include <string.h>
#include <mbedtls/asn1.h>
#include <sodium.h>

/* What stands in front of the 32 bytes: DER allows one form only. The last byte of the algorithm's object identifier
 * (1.3.101.110 X25519, 1.3.101.112 Ed25519) is the only one that differs. */
#define PUBLIC_HEAD_SIZE  12u
#define PRIVATE_HEAD_SIZE 16u
#define PUBLIC_HEAD(use)                                                                                               \
    {                                                                                                                  \
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, use, 0x03, 0x21, 0                                             \
    }
#define PRIVATE_HEAD(use)                                                                                              \
    {                                                                                                                  \
        0x30, 0x2e, 0x02, 0x01, 0, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, use, 0x04, 0x22, 4, 32,                         \
    }

#define OID_X25519  0x6e
#define OID_ED25519 0x70

static const uint8_t public_heads[][PUBLIC_HEAD_SIZE] = {
    [CURVE25519_SIGNS] = PUBLIC_HEAD(OID_ED25519),
    [CURVE25519_EXCHANGES] = PUBLIC_HEAD(OID_X25519),
};

static const uint8_t private_heads[][PRIVATE_HEAD_SIZE] = {
    [CURVE25519_SIGNS] = PRIVATE_HEAD(OID_ED25519),
    [CURVE25519_EXCHANGES] = PRIVATE_HEAD(OID_X25519),
};

_Static_assert(PUBLIC_HEAD_SIZE + CURVE25519_SIZE == CURVE25519_PUBLIC_DER_SIZE, "head and key make the DER");
_Static_assert(PRIVATE_HEAD_SIZE + CURVE25519_SIZE == CURVE25519_PRIVATE_DER_SIZE, "head and key make the DER");

bool curve25519_read_public(struct byte_range der, enum curve25519_use *use, uint8_t public_key[CURVE25519_SIZE])
{
    if (der.size != CURVE25519_PUBLIC_DER_SIZE) {
        return false;
    }
    memcpy(public_key, der.data + PUBLIC_HEAD_SIZE, CURVE25519_SIZE);
    *use = CURVE25519_SIGNS;
    if (memcmp(der.data, public_heads[CURVE25519_SIGNS], PUBLIC_HEAD_SIZE) == 0) {
        return true;
    }
    *use = CURVE25519_EXCHANGES;
    return memcmp(der.data, public_heads[CURVE25519_EXCHANGES], PUBLIC_HEAD_SIZE) == 0;
}

static bool read_algorithm(unsigned char **at, const unsigned char *end, enum curve25519_use *use)
{
    static const unsigned char oid_head[] = { 0x06, 0x03, 0x2b, 0x65 };
    size_t size;

    if (mbedtls_asn1_get_tag(at, end, &size, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) != 0 || size != 5 ||
        memcmp(*at, oid_head, sizeof oid_head) != 0) {
        return false;
    }
    *use = (*at)[4] == OID_ED25519 ? CURVE25519_SIGNS : CURVE25519_EXCHANGES;
    *at += size;
    return (*at)[-1] == OID_ED25519 || (*at)[-1] == OID_X25519;
}

/* An OCTET STRING in an OCTET STRING. */
static bool read_secret(unsigned char **at, const unsigned char *end, uint8_t secret[CURVE25519_SIZE])
{
    size_t outer, inner;

    if (mbedtls_asn1_get_tag(at, end, &outer, MBEDTLS_ASN1_OCTET_STRING) != 0 || outer != CURVE25519_SIZE + 2 ||
        mbedtls_asn1_get_tag(at, end, &inner, MBEDTLS_ASN1_OCTET_STRING) != 0 || inner != CURVE25519_SIZE) {
        return false;
    }
    memcpy(secret, *at, CURVE25519_SIZE);
    *at += CURVE25519_SIZE;
    return true;
}

/* Attributes [0], which say nothing about the key, and the public half [1]: a BIT STRING whose tag is replaced. */
static bool check_rest(unsigned char *at, const unsigned char *end, enum curve25519_use use,
                       const uint8_t secret[CURVE25519_SIZE])
{
    const unsigned attributes = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED;
    uint8_t public_key[CURVE25519_SIZE];
    size_t size;

    if (at != end && *at == attributes) {
        if (mbedtls_asn1_get_tag(&at, end, &size, (int)attributes) != 0) {
            return false;
        }
        at += size;
    }
    if (at == end) {
        return true;
    }
    return mbedtls_asn1_get_tag(&at, end, &size, MBEDTLS_ASN1_CONTEXT_SPECIFIC | 1) == 0 &&
           size == CURVE25519_SIZE + 1 && at + size == end && at[0] == 0 &&
           curve25519_public_of(use, secret, public_key) && memcmp(at + 1, public_key, CURVE25519_SIZE) == 0;
}

bool curve25519_read_private(struct byte_range der, enum curve25519_use *use, uint8_t secret[CURVE25519_SIZE])
{
    /* mbedTLS reads through a pointer that is not const and writes nothing. */
    unsigned char *at = (unsigned char *)(uintptr_t)der.data;
    const unsigned char *end = der.data + der.size;
    size_t size;
    int version;

    return mbedtls_asn1_get_tag(&at, end, &size, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) == 0 &&
           at + size == end && mbedtls_asn1_get_int(&at, end, &version) == 0 && version >= 0 && version <= 1 &&
           read_algorithm(&at, end, use) && read_secret(&at, end, secret) && check_rest(at, end, *use, secret);
}

void curve25519_write_public(enum curve25519_use use, const uint8_t public_key[CURVE25519_SIZE],
                             uint8_t der[CURVE25519_PUBLIC_DER_SIZE])
{
    memcpy(der, public_heads[use], PUBLIC_HEAD_SIZE);
    memcpy(der + PUBLIC_HEAD_SIZE, public_key, CURVE25519_SIZE);
}

void curve25519_write_private(enum curve25519_use use, const uint8_t secret[CURVE25519_SIZE],
                              uint8_t der[CURVE25519_PRIVATE_DER_SIZE])
{
    memcpy(der, private_heads[use], PRIVATE_HEAD_SIZE);
    memcpy(der + PRIVATE_HEAD_SIZE, secret, CURVE25519_SIZE);
}

bool curve25519_public_of(enum curve25519_use use, const uint8_t secret[CURVE25519_SIZE],
                          uint8_t public_key[CURVE25519_SIZE])
{
    unsigned char expanded[crypto_sign_ed25519_SECRETKEYBYTES];
    bool done;

    if (sodium_init() < 0) {
        return false;
    }
    if (use == CURVE25519_EXCHANGES) {
        return crypto_scalarmult_curve25519_base(public_key, secret) == 0;
    }
    done = crypto_sign_ed25519_seed_keypair(public_key, expanded, secret) == 0;
    sodium_memzero(expanded, sizeof expanded);
    return done;
}

bool ed25519_verify(const uint8_t public_key[CURVE25519_SIZE], struct byte_range message, struct byte_range signature)
{
    return sodium_init() >= 0 && signature.size == ED25519_SIGNATURE_SIZE &&
           crypto_sign_ed25519_verify_detached(signature.data, message.data, message.size, public_key) == 0;
}
