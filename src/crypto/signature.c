#include "crypto/signature.h"

#include <string.h>
#include <mbedtls/asn1write.h>
#include <mbedtls/platform_util.h>
#include <sodium.h>
#include "crypto/curve25519.h"
#include "crypto/deterministic_random.h"

/* PKCS#1 DER of an RSA-3072 key has 1,768 bytes. */
#define PRIVATE_DER_LIMIT 4096u

/* Seeds from the private key and the digest: nobody without the key can tell the numbers from random ones. */
static int start_random(struct signing_key *key, const struct digest *digest, struct deterministic_random *random)
{
    unsigned char seed[PRIVATE_DER_LIMIT + DIGEST_LIMIT];
    int size = mbedtls_pk_write_key_der(&key->context, seed, PRIVATE_DER_LIMIT);
    int failure = size;

    if (size > 0) {
        /* The DER stands at the end of the space it was given; the digest goes right behind it. */
        memcpy(seed + PRIVATE_DER_LIMIT, digest->bytes, digest->size);
        failure =
            deterministic_random_start(random, range_of(seed + PRIVATE_DER_LIMIT - size, (size_t)size + digest->size),
                                       "nrf53pack image signature");
    }
    mbedtls_platform_zeroize(seed, sizeof seed);
    return failure;
}

/* SEQUENCE of two INTEGERs, written from the end of the buffer as mbedTLS does. */
static int encode_der(const mbedtls_mpi *r, const mbedtls_mpi *s, struct signature *signature)
{
    unsigned char buffer[112] = { 0 }; /* P-384: 104 */
    unsigned char *at = buffer + sizeof buffer;
    int size_s = mbedtls_asn1_write_mpi(&at, buffer, s);
    int size_r = size_s < 0 ? size_s : mbedtls_asn1_write_mpi(&at, buffer, r);

    if (size_r < 0) {
        return size_r;
    }
    if (mbedtls_asn1_write_len(&at, buffer, (size_t)size_r + (size_t)size_s) < 0 ||
        mbedtls_asn1_write_tag(&at, buffer, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) < 0) {
        return -1;
    }
    signature->size = (size_t)(buffer + sizeof buffer - at);
    memcpy(signature->bytes, at, signature->size);
    return 0;
}

static int sign_ecdsa(struct signing_key *key, const struct digest *digest, struct deterministic_random *random,
                      struct signature *signature)
{
    mbedtls_md_type_t hash = key->public_half->type == KEY_ECDSA_P384 ? MBEDTLS_MD_SHA384 : MBEDTLS_MD_SHA256;
    mbedtls_mpi r, s;
    int failure;

    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    failure = mbedtls_ecdsa_sign_det_ext(compat_group(&key->context), &r, &s, compat_private_number(&key->context),
                                         digest->bytes, digest->size, hash, deterministic_random_next, random);
    if (failure == 0) {
        failure = encode_der(&r, &s, signature);
    }
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    return failure;
}

static int sign_rsa(struct signing_key *key, const struct digest *digest, struct deterministic_random *random,
                    struct signature *signature)
{
    mbedtls_rsa_context *rsa = mbedtls_pk_rsa(key->context);
    int failure = compat_rsa_use_pss(rsa);

    if (failure != 0) {
        return failure;
    }
    signature->size = mbedtls_rsa_get_len(rsa);
    return mbedtls_rsa_rsassa_pss_sign_ext(rsa, deterministic_random_next, random, MBEDTLS_MD_SHA256,
                                           (unsigned)digest->size, digest->bytes, (unsigned)SHA256_SIZE,
                                           signature->bytes);
}

static bool sign_ed25519(const struct signing_key *key, struct byte_range message, struct diagnostics *diagnostics,
                         struct signature *signature)
{
    unsigned char public_key[CURVE25519_SIZE];
    unsigned char expanded[crypto_sign_ed25519_SECRETKEYBYTES];
    bool done = sodium_init() >= 0 && crypto_sign_ed25519_seed_keypair(public_key, expanded, key->secret) == 0 &&
                crypto_sign_ed25519_detached(signature->bytes, NULL, message.data, message.size, expanded) == 0;

    sodium_memzero(expanded, sizeof expanded);
    signature->size = ED25519_SIGNATURE_SIZE;
    return done ||
           diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "cannot sign with '%s': libsodium failed", key->path);
}

static bool sign_with_mbedtls(struct signing_key *key, const struct digest *digest, struct diagnostics *diagnostics,
                              struct signature *signature)
{
    bool is_rsa = key->public_half->type == KEY_RSA_2048 || key->public_half->type == KEY_RSA_3072;
    struct deterministic_random random = { 0 };
    int failure = start_random(key, digest, &random);

    if (failure == 0) {
        failure = is_rsa ? sign_rsa(key, digest, &random, signature) : sign_ecdsa(key, digest, &random, signature);
    }
    deterministic_random_stop(&random);
    return failure == 0 || diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                                    "cannot sign with '%s': mbedTLS error -0x%04x", key->path, (unsigned)-failure);
}

bool sign_digest(struct signing_key *key, const struct digest *digest, struct diagnostics *diagnostics,
                 struct signature *signature)
{
    enum key_type type = key->public_half->type;

    if (type == KEY_X25519) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' is an X25519 key, which encrypts and signs nothing", key->path);
    }
    if (!key_type_takes(type, digest->algorithm)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "'%s' is of type %s, which does not sign a %s",
                        key->path, key_type_name(type), digest_name(digest->algorithm));
    }
    return type == KEY_ED25519 ? sign_ed25519(key, digest_range(digest), diagnostics, signature)
                               : sign_with_mbedtls(key, digest, diagnostics, signature);
}

bool sign_pure(struct signing_key *key, struct byte_range message, struct diagnostics *diagnostics,
               struct signature *signature)
{
    if (key->public_half->type != KEY_ED25519) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' is of type %s; only Ed25519 signs a message itself", key->path,
                        key_type_name(key->public_half->type));
    }
    return sign_ed25519(key, message, diagnostics, signature);
}
