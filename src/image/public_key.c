#include "image/public_key.h"

#include <string.h>
#include <mbedtls/platform_util.h>
#include "base/file.h"
#include "base/text.h"
#include "image/digest.h"
#include "image/mbedtls_compat.h"
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

static bool find_type(const mbedtls_pk_context *key, enum key_type *type)
{
    if (mbedtls_pk_can_do(key, MBEDTLS_PK_RSA)) {
        size_t bits = mbedtls_pk_get_bitlen(key);

        *type = bits == 3072 ? KEY_RSA_3072 : KEY_RSA_2048;
        return bits == 2048 || bits == 3072;
    }
    *type = KEY_ECDSA_P256;
    return mbedtls_pk_can_do(key, MBEDTLS_PK_ECDSA) && compat_curve(key) == MBEDTLS_ECP_DP_SECP256R1;
}

/* Takes the public half out of a key, private or public. False when its type is not supported. */
static bool take_public(struct arena *arena, mbedtls_pk_context *key, struct public_key **result)
{
    struct public_key *public_key = arena_alloc(arena, sizeof *public_key);
    unsigned char buffer[DER_LIMIT];
    unsigned char *start = buffer + sizeof buffer;
    int size;

    if (!find_type(key, &public_key->type)) {
        return false;
    }
    if (public_key->type == KEY_ECDSA_P256) {
        size = mbedtls_pk_write_pubkey_der(key, buffer, sizeof buffer);
        start -= size > 0 ? size : 0;
    } else {
        size = mbedtls_pk_write_pubkey(&start, buffer, key);
    }
    if (size <= 0) {
        return false;
    }
    public_key->der = range_of(arena_strndup(arena, (const char *)start, (size_t)size), (size_t)size);
    if (public_key->type == KEY_ECDSA_P256) {
        if (public_key->der.size != P256_DER_SIZE) {
            return false;
        }
        memcpy(public_key->point, public_key->der.data + P256_POINT_OFFSET, sizeof public_key->point);
    }
    sha256(public_key->der, public_key->hash);
    *result = public_key;
    return true;
}

static bool is_text(const struct source *source)
{
    return strstr(source->data, "-----BEGIN ") != NULL;
}

/* A blinding that protects nothing is enough: the private number is dropped at once, nothing is signed. */
static int no_randomness(void *state, unsigned char *output, size_t size)
{
    (void)state;
    memset(output, 0x5a, size);
    return 0;
}

static bool read_key(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                     struct public_key **key)
{
    /* mbedTLS recognises PEM by the zero byte that ends the text, and wants it counted. */
    size_t size = source->size + (is_text(source) ? 1 : 0);
    const unsigned char *data = (const unsigned char *)source->data;
    struct origin origin = origin_file(source);
    mbedtls_pk_context context;
    bool done;

    if (strstr(source->data, "ENCRYPTED") != NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin,
                        "private key is encrypted; give its public half, or decrypt it first");
    }
    mbedtls_pk_init(&context);
    if (mbedtls_pk_parse_public_key(&context, data, size) != 0) {
        mbedtls_pk_free(&context);
        mbedtls_pk_init(&context);
        if (compat_parse_private_key(&context, data, size, no_randomness, NULL) != 0) {
            mbedtls_pk_free(&context);
            return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin, "no key that can be read: expected PEM or DER");
        }
    }
    done = take_public(arena, &context, key);
    mbedtls_pk_free(&context);
    return done || diagnose(diagnostics, DIAGNOSTIC_INPUT, origin,
                            "key has the wrong type: expected ECDSA P-256, RSA-2048 or RSA-3072");
}

bool key_source_load(struct arena *arena, const char *path, struct diagnostics *diagnostics,
                     const struct source **result)
{
    struct source *source = arena_alloc(arena, sizeof *source);
    const char *failure;

    source->path = source->name = arena_strdup(arena, path);
    failure = file_read_stream(arena, path, KEY_FILE_LIMIT, &source->data, &source->size);
    *result = source;
    return failure == NULL || diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "%s", failure);
}

bool public_key_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                     struct public_key **key)
{
    bool done = read_key(arena, source, diagnostics, key);

    /* It may have been a private key. The arena owns these bytes, only the type says const. */
    mbedtls_platform_zeroize((void *)(uintptr_t)source->data, source->size);
    return done;
}

bool public_key_from_der(struct arena *arena, struct byte_range der, struct public_key **key)
{
    mbedtls_pk_context context;
    bool done;

    mbedtls_pk_init(&context);
    done = mbedtls_pk_parse_public_key(&context, der.data, der.size) == 0 && take_public(arena, &context, key);
    mbedtls_pk_free(&context);
    return done;
}

/* imgtool --pad-sig and old images put zeros behind the DER signature; its own length says where it ends. */
static struct byte_range without_padding(struct byte_range signature)
{
    uint8_t length;
    struct byte_range part;

    if (range_u8(signature, 1, &length) && length < 0x80 && range_part(signature, 0, (size_t)length + 2, &part)) {
        return part;
    }
    return signature;
}

bool public_key_verify(const struct public_key *key, const struct digest *digest, struct byte_range signature)
{
    const mbedtls_pk_rsassa_pss_options options = { MBEDTLS_MD_SHA256, SHA256_SIZE };
    mbedtls_pk_context context;
    int failure;

    mbedtls_pk_init(&context);
    failure = mbedtls_pk_parse_public_key(&context, key->der.data, key->der.size);
    if (failure == 0 && key->type == KEY_ECDSA_P256) {
        struct byte_range der = without_padding(signature);

        failure = mbedtls_pk_verify(&context, MBEDTLS_MD_SHA256, digest->bytes, digest->size, der.data, der.size);
    } else if (failure == 0) {
        failure = mbedtls_pk_verify_ext(MBEDTLS_PK_RSASSA_PSS, &options, &context, MBEDTLS_MD_SHA256, digest->bytes,
                                        digest->size, signature.data, signature.size);
    }
    mbedtls_pk_free(&context);
    return failure == 0;
}

bool public_key_verify_pure(const struct public_key *key, struct byte_range message, struct byte_range signature)
{
    (void)message;
    (void)signature;
    (void)key;
    return false;
}

bool p256_verify_raw(const uint8_t point[64], const uint8_t digest[32], const uint8_t signature[64])
{
    uint8_t uncompressed[65] = { 0x04 };
    mbedtls_ecp_group group;
    mbedtls_ecp_point public_point;
    mbedtls_mpi r, s;
    bool good;

    memcpy(uncompressed + 1, point, 64);
    mbedtls_ecp_group_init(&group);
    mbedtls_ecp_point_init(&public_point);
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    good = mbedtls_ecp_group_load(&group, MBEDTLS_ECP_DP_SECP256R1) == 0 &&
           mbedtls_ecp_point_read_binary(&group, &public_point, uncompressed, sizeof uncompressed) == 0 &&
           mbedtls_ecp_check_pubkey(&group, &public_point) == 0 && mbedtls_mpi_read_binary(&r, signature, 32) == 0 &&
           mbedtls_mpi_read_binary(&s, signature + 32, 32) == 0 &&
           mbedtls_ecdsa_verify(&group, digest, SHA256_SIZE, &public_point, &r, &s) == 0;
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    mbedtls_ecp_point_free(&public_point);
    mbedtls_ecp_group_free(&group);
    return good;
}
