#include "crypto/public_key.h"

#include <string.h>
#include "base/text.h"
#include "crypto/key_block.h"
#include "crypto/key_reading.h"
#include "nrf53pack/mcuboot_format.h"

/* SubjectPublicKeyInfo of RSA-3072 has 422 bytes. */
#define DER_LIMIT 600u

/* SubjectPublicKeyInfo of an uncompressed P-256 point: 26 bytes of algorithm, 0x04, X, Y. */
#define P256_DER_SIZE     91u
#define P256_POINT_OFFSET 27u

static const struct {
    const char *name;
    uint16_t tlv;
} key_types[] = {
    [KEY_ECDSA_P256] = { "ECDSA P-256", MCUBOOT_TLV_ECDSA_SIG },
    [KEY_RSA_2048] = { "RSA-2048", MCUBOOT_TLV_RSA2048_PSS },
    [KEY_RSA_3072] = { "RSA-3072", MCUBOOT_TLV_RSA3072_PSS },
    [KEY_ECDSA_P384] = { "ECDSA P-384", MCUBOOT_TLV_ECDSA_SIG },
    [KEY_ED25519] = { "Ed25519", MCUBOOT_TLV_ED25519 },
    [KEY_X25519] = { "X25519", 0 },
};

const char *key_type_name(enum key_type type)
{
    return key_types[type].name;
}

uint16_t key_type_tlv(enum key_type type)
{
    return key_types[type].tlv;
}

bool key_type_takes(enum key_type type, enum digest_algorithm algorithm)
{
    switch (type) {
    case KEY_ECDSA_P384:
        return algorithm == DIGEST_SHA384;
    case KEY_ED25519:
        return algorithm == DIGEST_SHA256 || algorithm == DIGEST_SHA512;
    case KEY_X25519:
        return false;
    case KEY_ECDSA_P256:
    case KEY_RSA_2048:
    case KEY_RSA_3072:
        break;
    }
    return algorithm == DIGEST_SHA256;
}

enum digest_algorithm key_type_digest(enum key_type type)
{
    return type == KEY_ECDSA_P384 ? DIGEST_SHA384 : DIGEST_SHA256;
}

struct digest public_key_hash(const struct public_key *key, enum digest_algorithm algorithm)
{
    return digest_of(algorithm, key->der);
}

/* The object identifier named the algorithm already, unless the key stood in a form that has none. */
static void name_stranger(struct arena *arena, const mbedtls_pk_context *key, struct key_fault *fault)
{
    const mbedtls_ecp_curve_info *curve;

    if (mbedtls_pk_can_do(key, MBEDTLS_PK_RSA)) {
        fault->found = arena_printf(arena, "RSA-%zu", mbedtls_pk_get_bitlen(key));
    } else if (fault->found == NULL && mbedtls_pk_can_do(key, MBEDTLS_PK_ECDSA)) {
        curve = mbedtls_ecp_curve_info_from_grp_id(compat_curve(key));
        fault->found = curve == NULL ? NULL : arena_printf(arena, "ECDSA %s", curve->name);
    }
}

static bool find_type(const mbedtls_pk_context *key, enum key_type *type)
{
    if (mbedtls_pk_can_do(key, MBEDTLS_PK_RSA)) {
        size_t bits = mbedtls_pk_get_bitlen(key);

        *type = bits == 3072 ? KEY_RSA_3072 : KEY_RSA_2048;
        return bits == 2048 || bits == 3072;
    }
    if (!mbedtls_pk_can_do(key, MBEDTLS_PK_ECDSA)) {
        return false;
    }
    *type = compat_curve(key) == MBEDTLS_ECP_DP_SECP384R1 ? KEY_ECDSA_P384 : KEY_ECDSA_P256;
    return *type == KEY_ECDSA_P384 || compat_curve(key) == MBEDTLS_ECP_DP_SECP256R1;
}

static struct public_key *create(struct arena *arena, enum key_type type, const void *der, size_t size)
{
    struct public_key *key = arena_alloc(arena, sizeof *key);

    *key = (struct public_key){ .type = type, .der = range_of(arena_strndup(arena, der, size), size) };
    sha256(key->der, key->hash);
    return key;
}

bool public_key_from_context(struct arena *arena, mbedtls_pk_context *context, struct public_key **key,
                             struct key_fault *fault)
{
    unsigned char buffer[DER_LIMIT];
    unsigned char *start = buffer + sizeof buffer;
    enum key_type type;
    int size;

    if (!find_type(context, &type)) {
        name_stranger(arena, context, fault);
        return false;
    }
    fault->found = key_type_name(type);
    if (type == KEY_RSA_2048 || type == KEY_RSA_3072) {
        size = mbedtls_pk_write_pubkey(&start, buffer, context);
    } else {
        size = mbedtls_pk_write_pubkey_der(context, buffer, sizeof buffer);
        start -= size > 0 ? size : 0;
    }
    if (size <= 0 || (type == KEY_ECDSA_P256 && size != P256_DER_SIZE)) {
        return false;
    }
    *key = create(arena, type, start, (size_t)size);
    if (type == KEY_ECDSA_P256) {
        memcpy((*key)->point, start + P256_POINT_OFFSET, sizeof(*key)->point);
    }
    return true;
}

struct public_key *public_key_from_raw(struct arena *arena, enum key_type type, const uint8_t raw[CURVE25519_SIZE])
{
    uint8_t der[CURVE25519_PUBLIC_DER_SIZE];
    struct public_key *key;

    curve25519_write_public(type == KEY_ED25519 ? CURVE25519_SIGNS : CURVE25519_EXCHANGES, raw, der);
    key = create(arena, type, der, sizeof der);
    memcpy(key->point, raw, CURVE25519_SIZE);
    return key;
}

bool public_key_parse(struct arena *arena, struct byte_range der, struct public_key **key, struct key_fault *fault)
{
    uint8_t raw[CURVE25519_SIZE];
    enum curve25519_use use;
    mbedtls_pk_context context;
    bool done;

    if (curve25519_read_public(der, &use, raw)) {
        *key = public_key_from_raw(arena, use == CURVE25519_SIGNS ? KEY_ED25519 : KEY_X25519, raw);
        return true;
    }
    fault->found = key_der_algorithm(der);
    mbedtls_pk_init(&context);
    done = mbedtls_pk_parse_public_key(&context, der.data, der.size) == 0 &&
           public_key_from_context(arena, &context, key, fault);
    mbedtls_pk_free(&context);
    return done;
}

bool public_key_from_der(struct arena *arena, struct byte_range der, struct public_key **key)
{
    struct key_fault unheard = { 0 };

    return public_key_parse(arena, der, key, &unheard);
}

bool private_key_parse(struct arena *arena, struct byte_range der, mbedtls_random random, void *random_state,
                       mbedtls_pk_context *context, uint8_t secret[CURVE25519_SIZE], struct public_key **key,
                       struct key_fault *fault)
{
    uint8_t raw[CURVE25519_SIZE];
    enum curve25519_use use;

    if (curve25519_read_private(der, &use, secret)) {
        if (!curve25519_public_of(use, secret, raw)) {
            return false;
        }
        *key = public_key_from_raw(arena, use == CURVE25519_SIGNS ? KEY_ED25519 : KEY_X25519, raw);
        return true;
    }
    fault->found = key_der_algorithm(der);
    if (compat_parse_private_key(context, der.data, der.size, random, random_state) != 0 ||
        !public_key_from_context(arena, context, key, fault)) {
        return false;
    }
    /* The public half of ECDSA is copied from the file, not made from the private one; that of RSA cannot differ. */
    return !mbedtls_pk_can_do(context, MBEDTLS_PK_ECDSA) || compat_check_pair(context, random, random_state) == 0;
}

/* mbedTLS refused what looked like a key of ours: then the type is not what is wrong with it. */
static bool is_supported(const char *found)
{
    for (size_t i = 0; i < ARRAY_LENGTH(key_types); i++) {
        if (strcmp(found, key_types[i].name) == 0) {
            return true;
        }
    }
    return strcmp(found, "RSA") == 0;
}

bool key_fault_report(const struct key_fault *fault, const struct source *source, struct diagnostics *diagnostics)
{
    if (fault->found == NULL || is_supported(fault->found)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "key is damaged, or in a form that is not read: no %s can be made of it",
                        fault->found == NULL ? "key" : fault->found);
    }
    return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                    "key has the wrong type: found %s, expected ECDSA P-256, ECDSA P-384, RSA-2048, RSA-3072, Ed25519 "
                    "or X25519",
                    fault->found);
}
