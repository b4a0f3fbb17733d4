#include "crypto/signature.h"

#include <string.h>
#include <sodium.h>
#include "crypto/curve25519.h"
#include "crypto/deterministic_random.h"

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
        failure = signature_write_der(&r, &s, signature);
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
    int failure = signing_key_random(key, digest_range(digest), "nrf53pack image signature", &random);

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
