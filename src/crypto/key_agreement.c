#include "crypto/key_agreement.h"

#include <sodium.h>
#include <mbedtls/ecdh.h>
#include "crypto/mbedtls_compat.h"
#include "crypto/deterministic_random.h"

#define P256_PUBLIC_SIZE   65u
#define X25519_PUBLIC_SIZE 32u

/* One use of a private number. The random numbers blind the multiplication only, so they may depend on the secret. */
struct p256 {
    mbedtls_ecp_group group;
    mbedtls_mpi number;
    mbedtls_ecp_point point;
    struct deterministic_random blinding;
};

static bool p256_start(struct p256 *p256, const uint8_t *secret)
{
    mbedtls_ecp_group_init(&p256->group);
    mbedtls_mpi_init(&p256->number);
    mbedtls_ecp_point_init(&p256->point);
    return deterministic_random_start(&p256->blinding, range_of(secret, AGREEMENT_SECRET_SIZE),
                                      "blinding of a P-256 private number") == 0 &&
           mbedtls_ecp_group_load(&p256->group, MBEDTLS_ECP_DP_SECP256R1) == 0 &&
           mbedtls_mpi_read_binary(&p256->number, secret, AGREEMENT_SECRET_SIZE) == 0 &&
           mbedtls_ecp_check_privkey(&p256->group, &p256->number) == 0;
}

static void p256_stop(struct p256 *p256)
{
    deterministic_random_stop(&p256->blinding);
    mbedtls_ecp_point_free(&p256->point);
    mbedtls_mpi_free(&p256->number);
    mbedtls_ecp_group_free(&p256->group);
}

static bool p256_public_of(const uint8_t secret[AGREEMENT_SECRET_SIZE], uint8_t *public_key)
{
    struct p256 p256;
    size_t size = 0;
    bool done = p256_start(&p256, secret) &&
                mbedtls_ecp_mul(&p256.group, &p256.point, &p256.number, &p256.group.G, deterministic_random_next,
                                &p256.blinding) == 0 &&
                mbedtls_ecp_point_write_binary(&p256.group, &p256.point, MBEDTLS_ECP_PF_UNCOMPRESSED, &size, public_key,
                                               P256_PUBLIC_SIZE) == 0 &&
                size == P256_PUBLIC_SIZE;

    p256_stop(&p256);
    return done;
}

static bool p256_share(const uint8_t secret[AGREEMENT_SECRET_SIZE], const uint8_t *peer,
                       uint8_t shared[AGREEMENT_SHARED_SIZE])
{
    struct p256 p256;
    mbedtls_mpi x;
    bool done;

    mbedtls_mpi_init(&x);
    done = p256_start(&p256, secret) &&
           mbedtls_ecp_point_read_binary(&p256.group, &p256.point, peer, P256_PUBLIC_SIZE) == 0 &&
           mbedtls_ecp_check_pubkey(&p256.group, &p256.point) == 0 &&
           mbedtls_ecdh_compute_shared(&p256.group, &x, &p256.point, &p256.number, deterministic_random_next,
                                       &p256.blinding) == 0 &&
           mbedtls_mpi_write_binary(&x, shared, AGREEMENT_SHARED_SIZE) == 0;
    mbedtls_mpi_free(&x);
    p256_stop(&p256);
    return done;
}

static bool x25519_public_of(const uint8_t secret[AGREEMENT_SECRET_SIZE], uint8_t *public_key)
{
    return sodium_init() >= 0 && crypto_scalarmult_curve25519_base(public_key, secret) == 0;
}

static bool x25519_share(const uint8_t secret[AGREEMENT_SECRET_SIZE], const uint8_t *peer,
                         uint8_t shared[AGREEMENT_SHARED_SIZE])
{
    return sodium_init() >= 0 && crypto_scalarmult_curve25519(shared, secret, peer) == 0;
}

const struct key_agreement agreement_p256 = { P256_PUBLIC_SIZE, p256_public_of, p256_share };
const struct key_agreement agreement_x25519 = { X25519_PUBLIC_SIZE, x25519_public_of, x25519_share };
