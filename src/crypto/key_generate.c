#include "crypto/key_generate.h"

#include <string.h>
#include "crypto/curve25519.h"
#include "crypto/key_reading.h"
#include "nrf53pack/provision_format.h"

/* One key in 8,192 does not suit the immutable bootloader; 10 in a row do not happen. */
#define NSIB_TRIES 10

struct source_of_random {
    random_function function;
    void *state;
};

/* In the form of mbedTLS. */
static int next(void *state, unsigned char *output, size_t size)
{
    const struct source_of_random *source = state;

    return source->function(source->state, output, size) ? 0 : MBEDTLS_ERR_ECP_RANDOM_FAILED;
}

static bool generate_rsa(mbedtls_pk_context *context, unsigned bits, struct source_of_random *random)
{
    return mbedtls_pk_setup(context, mbedtls_pk_info_from_type(MBEDTLS_PK_RSA)) == 0 &&
           mbedtls_rsa_gen_key(mbedtls_pk_rsa(*context), next, random, bits, 65537) == 0;
}

static bool generate_ec(mbedtls_pk_context *context, mbedtls_ecp_group_id curve, struct source_of_random *random)
{
    return mbedtls_pk_setup(context, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)) == 0 &&
           mbedtls_ecp_gen_key(curve, mbedtls_pk_ec(*context), next, random) == 0;
}

static bool generate_25519(struct arena *arena, enum key_type type, struct source_of_random *random,
                           struct signing_key *key)
{
    enum curve25519_use use = type == KEY_ED25519 ? CURVE25519_SIGNS : CURVE25519_EXCHANGES;
    uint8_t raw[CURVE25519_SIZE];

    if (!random->function(random->state, key->secret, sizeof key->secret)) {
        return false;
    }
    if (use == CURVE25519_EXCHANGES) {
        /* RFC 7748: the bits that every reader sets and clears; OpenSSL stores them so. */
        key->secret[0] &= 0xf8;
        key->secret[31] = (uint8_t)((key->secret[31] & 0x7f) | 0x40);
    }
    if (!curve25519_public_of(use, key->secret, raw)) {
        return false;
    }
    key->public_half = public_key_from_raw(arena, type, raw);
    return true;
}

static bool generate(struct arena *arena, enum key_type type, struct source_of_random *random, struct signing_key *key)
{
    struct key_fault fault = { 0 };
    struct public_key *public_half;
    bool done = false;

    switch (type) {
    case KEY_ECDSA_P256:
        done = generate_ec(&key->context, MBEDTLS_ECP_DP_SECP256R1, random);
        break;
    case KEY_ECDSA_P384:
        done = generate_ec(&key->context, MBEDTLS_ECP_DP_SECP384R1, random);
        break;
    case KEY_RSA_2048:
        done = generate_rsa(&key->context, 2048, random);
        break;
    case KEY_RSA_3072:
        done = generate_rsa(&key->context, 3072, random);
        break;
    case KEY_ED25519:
    case KEY_X25519:
        return generate_25519(arena, type, random, key);
    }
    if (!done || !public_key_from_context(arena, &key->context, &public_half, &fault)) {
        return false;
    }
    key->public_half = public_half;
    return true;
}

bool key_suits_nsib(const struct public_key *key)
{
    uint8_t hash[SHA256_SIZE];

    if (key->type != KEY_ECDSA_P256) {
        return false;
    }
    sha256(range_of(key->point, sizeof key->point), hash);
    return provision_hash_allowed(hash);
}

bool key_generate(struct arena *arena, enum key_type type, bool for_nsib, const char *path, random_function random,
                  void *random_state, struct diagnostics *diagnostics, struct signing_key **result)
{
    struct source_of_random source = { random, random_state };

    for (int i = 0; i < NSIB_TRIES; i++) {
        struct signing_key *key = arena_alloc(arena, sizeof *key);

        key->path = path;
        mbedtls_pk_init(&key->context);
        if (!generate(arena, type, &source, key)) {
            signing_key_release(key);
            break;
        }
        if (!for_nsib || key_suits_nsib(key->public_half)) {
            *result = key;
            return true;
        }
        signing_key_release(key);
    }
    return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "cannot make a key of type %s: the system gives no usable random numbers", key_type_name(type));
}
