#include "sim/scenario/simulation_key.h"

#include <string.h>
#include "crypto/deterministic_random.h"

/* SubjectPublicKeyInfo of P-256 has 91 bytes. */
#define PUBLIC_DER_LIMIT 128u

static bool generate(mbedtls_pk_context *context, const char *name)
{
    struct deterministic_random random;
    int failure = deterministic_random_start(&random, range_of(name, strlen(name)), "nrf53pack simulation key");

    if (failure == 0) {
        failure = mbedtls_pk_setup(context, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY));
    }
    if (failure == 0) {
        failure =
            mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(*context), deterministic_random_next, &random);
    }
    deterministic_random_stop(&random);
    return failure == 0;
}

static bool take_public_half(struct arena *arena, struct signing_key *key)
{
    unsigned char buffer[PUBLIC_DER_LIMIT];
    int size = mbedtls_pk_write_pubkey_der(&key->context, buffer, sizeof buffer);
    struct public_key *public_half;

    if (size <= 0 || !public_key_from_der(arena, range_of(buffer + sizeof buffer - size, (size_t)size), &public_half)) {
        return false;
    }
    key->public_half = public_half;
    return true;
}

bool simulation_key_make(struct arena *arena, const char *name, struct signing_key **result)
{
    struct signing_key *key = arena_alloc(arena, sizeof *key);

    key->path = "simulation key";
    mbedtls_pk_init(&key->context);
    if (!generate(&key->context, name) || !take_public_half(arena, key)) {
        signing_key_release(key);
        return false;
    }
    *result = key;
    return true;
}

static bool boot_type(enum key_type type, enum boot_key_type *boot_type)
{
    switch (type) {
    case KEY_ECDSA_P256:
        *boot_type = BOOT_KEY_ECDSA_P256;
        return true;
    case KEY_RSA_2048:
        *boot_type = BOOT_KEY_RSA_2048;
        return true;
    case KEY_RSA_3072:
        *boot_type = BOOT_KEY_RSA_3072;
        return true;
    case KEY_ECDSA_P384:
    case KEY_ED25519:
    case KEY_X25519:
        break;
    }
    return false;
}

bool boot_key_of(const struct public_key *key, struct boot_key *boot_key)
{
    *boot_key = (struct boot_key){ .der = key->der.data, .der_size = (uint32_t)key->der.size };
    memcpy(boot_key->hash, key->hash, sizeof boot_key->hash);
    return boot_type(key->type, &boot_key->type);
}
