#include "crypto/key_block.h"

#include <string.h>
#include <mbedtls/asn1.h>

#define SEQUENCE (MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE)

/* Object identifiers in DER, without tag and length. */
static const struct {
    uint8_t size;
    uint8_t bytes[9];
    const char *name;
} algorithms[] = {
    { 9, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 }, "RSA" },
    { 9, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a }, "RSASSA-PSS" },
    { 8, { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 }, "ECDSA P-256" },
    { 5, { 0x2b, 0x81, 0x04, 0x00, 0x22 }, "ECDSA P-384" },
    { 5, { 0x2b, 0x81, 0x04, 0x00, 0x23 }, "ECDSA P-521" },
    { 5, { 0x2b, 0x81, 0x04, 0x00, 0x21 }, "ECDSA P-224" },
    { 5, { 0x2b, 0x81, 0x04, 0x00, 0x0a }, "ECDSA secp256k1" },
    { 9, { 0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07 }, "ECDSA brainpoolP256r1" },
    { 9, { 0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0b }, "ECDSA brainpoolP384r1" },
    { 7, { 0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01 }, "DSA" },
    { 3, { 0x2b, 0x65, 0x6e }, "X25519" },
    { 3, { 0x2b, 0x65, 0x6f }, "X448" },
    { 3, { 0x2b, 0x65, 0x70 }, "Ed25519" },
    { 3, { 0x2b, 0x65, 0x71 }, "Ed448" },
};

/* id-ecPublicKey: the curve is the algorithm's parameter. */
static const uint8_t oid_elliptic_curve[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };

/* A position in DER; mbedTLS reads through a pointer that is not const and writes nothing. */
struct cursor {
    unsigned char *at;
    const unsigned char *end;
};

/* Enters an element of this type. */
static bool enter(struct cursor *cursor, int tag, struct cursor *inside)
{
    size_t size;

    if (mbedtls_asn1_get_tag(&cursor->at, cursor->end, &size, tag) != 0) {
        return false;
    }
    *inside = (struct cursor){ cursor->at, cursor->at + size };
    cursor->at += size;
    return true;
}

/* The one SEQUENCE that the whole DER is. */
static bool enter_all(struct byte_range der, struct cursor *inside)
{
    struct cursor all = { (unsigned char *)(uintptr_t)der.data, der.data + der.size };

    return enter(&all, SEQUENCE, inside) && all.at == all.end;
}

bool key_der_content(struct byte_range der, enum key_content *content)
{
    struct cursor inside, element;

    if (!enter_all(der, &inside)) {
        return false;
    }
    if (enter(&inside, MBEDTLS_ASN1_INTEGER, &element)) {
        /* A version number of one byte, or the modulus of RSAPublicKey. */
        *content = element.end - element.at == 1 ? KEY_CONTENT_PRIVATE : KEY_CONTENT_PUBLIC;
        return true;
    }
    if (!enter(&inside, SEQUENCE, &element)) {
        return false;
    }
    *content = KEY_CONTENT_PUBLIC;
    if (enter(&inside, MBEDTLS_ASN1_BIT_STRING, &element)) {
        return true;
    }
    *content = KEY_CONTENT_ENCRYPTED;
    return enter(&inside, MBEDTLS_ASN1_OCTET_STRING, &element);
}

static bool is_oid(const struct cursor *oid, const uint8_t *bytes, size_t size)
{
    return (size_t)(oid->end - oid->at) == size && memcmp(oid->at, bytes, size) == 0;
}

const char *key_der_algorithm(struct byte_range der)
{
    struct cursor inside, algorithm, oid;

    if (!enter_all(der, &inside)) {
        return NULL;
    }
    (void)enter(&inside, MBEDTLS_ASN1_INTEGER, &algorithm);
    if (!enter(&inside, SEQUENCE, &algorithm) || !enter(&algorithm, MBEDTLS_ASN1_OID, &oid)) {
        return NULL;
    }
    if (is_oid(&oid, oid_elliptic_curve, sizeof oid_elliptic_curve) && !enter(&algorithm, MBEDTLS_ASN1_OID, &oid)) {
        return "ECDSA on a curve without a name";
    }
    for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
        if (is_oid(&oid, algorithms[i].bytes, algorithms[i].size)) {
            return algorithms[i].name;
        }
    }
    return "an algorithm that is not known here";
}
