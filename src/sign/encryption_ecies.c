#include <sodium.h>
#include <string.h>
#include <mbedtls/hkdf.h>
#include <mbedtls/md.h>
#include "crypto/mbedtls_compat.h"
#include "sign/image_key.h"
#include "crypto/key_agreement.h"

/* A draw is out of range with a chance of 2^-32; this many mean that the random numbers are broken. */
#define SECRET_TRIES 64

/* Both sides derive them from what they share: the key that encrypts the image key, behind it the key of the HMAC. */
struct derived_keys {
    uint8_t bytes[IMAGE_KEY_LIMIT + DIGEST_LIMIT];
};

/* One end of the exchange. */
struct ecies {
    const struct key_agreement *agreement;
    enum digest_algorithm hmac;
    size_t key_size;   /* of the image key */
    size_t outer_size; /* of the key that encrypts it: the same, but in images of old imgtools */
};

static struct ecies ecies_of(enum key_type type, enum digest_algorithm hmac, size_t key_size)
{
    return (struct ecies){ type == KEY_X25519 ? &agreement_x25519 : &agreement_p256, hmac, key_size, key_size };
}

size_t ecies_size(enum key_type type, enum digest_algorithm hmac, size_t key_size)
{
    return ecies_of(type, hmac, key_size).agreement->public_size + digest_size(hmac) + key_size;
}

static const mbedtls_md_info_t *hash_info(const struct ecies *ecies)
{
    return mbedtls_md_info_from_type(ecies->hmac == DIGEST_SHA512 ? MBEDTLS_MD_SHA512 : MBEDTLS_MD_SHA256);
}

static bool derive(const struct ecies *ecies, const uint8_t secret[AGREEMENT_SECRET_SIZE], const uint8_t *peer,
                   struct derived_keys *keys)
{
    static const char info[] = "MCUBoot_ECIES_v1";
    uint8_t shared[AGREEMENT_SHARED_SIZE];
    bool done = ecies->agreement->share(secret, peer, shared) &&
                mbedtls_hkdf(hash_info(ecies), NULL, 0, shared, sizeof shared, (const unsigned char *)info,
                             sizeof info - 1, keys->bytes, ecies->outer_size + digest_size(ecies->hmac)) == 0;

    sodium_memzero(shared, sizeof shared);
    return done;
}

static bool make_tag(const struct ecies *ecies, const struct derived_keys *keys, const uint8_t *encrypted, uint8_t *tag)
{
    return mbedtls_md_hmac(hash_info(ecies), keys->bytes + ecies->outer_size, digest_size(ecies->hmac), encrypted,
                           ecies->key_size, tag) == 0;
}

static bool crypt_key(const struct ecies *ecies, const struct derived_keys *keys, uint8_t *bytes)
{
    struct image_key outer = { .size = ecies->outer_size };
    bool done;

    memcpy(outer.bytes, keys->bytes, outer.size);
    done = image_key_crypt(&outer, bytes, ecies->key_size);
    image_key_wipe(&outer);
    return done;
}

static bool draw_secret(const struct ecies *ecies, struct random_source *random, uint8_t secret[AGREEMENT_SECRET_SIZE],
                        uint8_t *public_key)
{
    for (int i = 0; i < SECRET_TRIES; i++) {
        if (!random_draw(random, secret, AGREEMENT_SECRET_SIZE)) {
            return false;
        }
        if (ecies->agreement->public_of(secret, public_key)) {
            return true;
        }
    }
    random->failed = true;
    return false;
}

/* Public key as the exchange takes it. */
static void public_bytes(const struct ecies *ecies, const struct public_key *key, uint8_t *bytes)
{
    if (ecies->agreement == &agreement_p256) {
        *bytes++ = 0x04;
        memcpy(bytes, key->point, sizeof key->point);
    } else {
        memcpy(bytes, key->point, ecies->agreement->public_size);
    }
}

bool ecies_wrap(const struct public_key *recipient, enum digest_algorithm hmac, const struct image_key *key,
                struct random_source *random, uint8_t *wrapped)
{
    const struct ecies ecies = ecies_of(recipient->type, hmac, key->size);
    uint8_t *tag = wrapped + ecies.agreement->public_size;
    uint8_t *encrypted = tag + digest_size(hmac);
    uint8_t secret[AGREEMENT_SECRET_SIZE], peer[AGREEMENT_PUBLIC_LIMIT];
    struct derived_keys keys;
    bool done;

    public_bytes(&ecies, recipient, peer);
    memcpy(encrypted, key->bytes, key->size);
    done = draw_secret(&ecies, random, secret, wrapped) && derive(&ecies, secret, peer, &keys) &&
           crypt_key(&ecies, &keys, encrypted) && make_tag(&ecies, &keys, encrypted, tag);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(&keys, sizeof keys);
    if (!done) {
        sodium_memzero(encrypted, key->size); /* it may still be the plain key */
    }
    return done;
}

static bool take_secret(const struct ecies *ecies, const struct signing_key *key, uint8_t secret[AGREEMENT_SECRET_SIZE])
{
    if (ecies->agreement == &agreement_x25519) {
        memcpy(secret, key->secret, AGREEMENT_SECRET_SIZE);
        return true;
    }
    return mbedtls_mpi_write_binary(compat_private_number(&key->context), secret, AGREEMENT_SECRET_SIZE) == 0;
}

static bool unwrap(const struct ecies *ecies, const struct signing_key *private_key, struct byte_range wrapped,
                   struct image_key *key)
{
    const uint8_t *tag = wrapped.data + ecies->agreement->public_size;
    uint8_t secret[AGREEMENT_SECRET_SIZE], expected[DIGEST_LIMIT];
    struct derived_keys keys;
    bool done;

    memcpy(key->bytes, tag + digest_size(ecies->hmac), key->size);
    done = take_secret(ecies, private_key, secret) && derive(ecies, secret, wrapped.data, &keys) &&
           make_tag(ecies, &keys, key->bytes, expected) &&
           sodium_memcmp(expected, tag, digest_size(ecies->hmac)) == 0 && crypt_key(ecies, &keys, key->bytes);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(expected, sizeof expected);
    sodium_memzero(&keys, sizeof keys);
    return done;
}

bool ecies_unwrap(const struct signing_key *private_key, enum digest_algorithm hmac, struct byte_range wrapped,
                  struct image_key *key)
{
    const struct ecies ecies = ecies_of(private_key->public_half->type, hmac, key->size);

    return wrapped.size == ecies_size(private_key->public_half->type, hmac, key->size) &&
           unwrap(&ecies, private_key, wrapped, key);
}

bool ecies_is_short(const struct signing_key *private_key, enum digest_algorithm hmac, struct byte_range wrapped)
{
    struct ecies ecies = ecies_of(private_key->public_half->type, hmac, 32);
    struct image_key key = { .size = 32 };
    bool is_short;

    ecies.outer_size = 16;
    is_short = wrapped.size == ecies_size(private_key->public_half->type, hmac, 32) &&
               unwrap(&ecies, private_key, wrapped, &key);
    image_key_wipe(&key);
    return is_short;
}
