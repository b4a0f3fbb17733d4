/* What the tests of encryption share: the schemes with their known answers, and fixed numbers in place of random ones.
 *
 * The known answers come from Python's cryptography, with the same fixed numbers.
 */
#ifndef TEST_ENCRYPTION_TEST_H
#define TEST_ENCRYPTION_TEST_H

#include "image_test.h"

#include "base/attributes.h"
#include "base/text.h"
#include "crypto/public_key.h"
#include "nrf53pack/mcuboot_format.h"
#include "sign/encryption.h"

#define P256   "fixtures/keys/test-ecdsa-p256.pem"
#define X25519 "fixtures/keys/test-x25519.pem"
#define RSA    "fixtures/keys/test-rsa-2048.pem"
#define WRAP   NULL

/* The bytes 0, 1, 2, ...: as many as the image key has. */
static const uint8_t wrapping_key[] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                        16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31 };

struct scheme {
    const char *key; /* file; WRAP: the wrapping key */
    enum digest_algorithm hmac;
    size_t key_size;
    uint16_t type;
    const char *known; /* TLV, hex */
};

static const struct scheme schemes[] = {
    { P256, DIGEST_SHA256, 16, MCUBOOT_TLV_ENC_EC256,
      "0426408b56957cbd45d6e8b79df7e8ad72443057581c39a07fdf4ed7e07faaef167c9c57d370d7ba"
      "2e411c6aeae8793db518fe709c8ce71cf4b6e00f03bac89adbdfacc824cac7653c377b3383973979"
      "1ac5fb38ab3a37c260ff72314a7684bf7786735635f77e7618cf044da744d052a8" },
    { P256, DIGEST_SHA256, 32, MCUBOOT_TLV_ENC_EC256,
      "0432caea8d232028655757b7041a65c8aafb057abcc671d9b567c7b816da9c7ebfa7bde5bee12ec7"
      "40f3361487d8eadce3dc0a194a1865d4d9132d7ab994c1f05116ee84a10e8b92b9e78609e5129271"
      "d9fd48a7a7d09fe49a25a58e822d74e00af5d5e0ba499f4aef3c09322ba89d1c90146d5305acda67"
      "a503944601662571f2" },
    { X25519, DIGEST_SHA256, 16, MCUBOOT_TLV_ENC_X25519,
      "9300c9309e95e176cbf4a39af46a0dd4d26b32c1ef2dd23620e7bf695df8e4338d35a94e2df068b2"
      "cb47da0d0152a872cef8d24ecab7599c7e59f1aeb646985920672b930862c2a5403c246440d81c0b" },
    { X25519, DIGEST_SHA256, 32, MCUBOOT_TLV_ENC_X25519,
      "9daaffa944ce84d26cbc88b3b97561600e5a45083360efb79f0f991948cc90683f4faba557cd874d"
      "10dd26ca9d7bdfa4488004f69973f303e8854074993ae715cad094795beebe65818bc4b876406566"
      "7438390f5a0a9cda06c0255bbd6d313a" },
    { X25519, DIGEST_SHA512, 16, MCUBOOT_TLV_ENC_X25519_SHA512,
      "9300c9309e95e176cbf4a39af46a0dd4d26b32c1ef2dd23620e7bf695df8e43397bb7fee4027eae7"
      "9a98dc89bb9d955265fb39e927ab020c4195a731ab74d28b6c8db75cd7310aa924405b0b96f102c1"
      "0f9af00cebaaf61a819dd79b7e6e32812c90d2fb355f305552f2790343278812" },
    { X25519, DIGEST_SHA512, 32, MCUBOOT_TLV_ENC_X25519_SHA512,
      "9daaffa944ce84d26cbc88b3b97561600e5a45083360efb79f0f991948cc90688da8b50e91e53115"
      "9e5b1a69c62490c10319ff55a29946e469983e05b27a0f3c7878da315b4095538fc05684f6ac490e"
      "efbf8723836325dd544c41de915672c709e40c82b938b001e7280de042aec35e4a80839d3bff0899"
      "ea3311556916d4e6" },
    { RSA, DIGEST_SHA256, 16, MCUBOOT_TLV_ENC_RSA2048,
      "2f57a1b1037a196840af9228da219095196f8bf0a72a6f8a766b9f0d98eeb55f81bdc9dd63c906b7"
      "41a982ef6ee9637d04765b5b98d5f784b7711421ed62277c002eb14dee4f86dbfffea9c92a396555"
      "a0df546b40fa8e53f7cf138ea7453e2726a4c9d85b983996dae7b1500d567bd994ce3a1842d1d333"
      "87c201ff86873b015a34ac2bb73648e1559099e7bff8e6487355507d1b6ec9056e2d9ed39a0b1295"
      "a8cda9b45e5f1a5843565db80d9db5cc8a9c5654e490ab51f7b2c848540a291598c62c722a9aef7b"
      "535a64ad040e612d3cc35c95e773470d710952539c4785f5092058a67a0ffcfeff8da06e0b4c5ba1"
      "e8d90aa5fdb3c1a159e5e7ae51dec942" },
    { RSA, DIGEST_SHA256, 32, MCUBOOT_TLV_ENC_RSA2048,
      "6f25e4ae9b799bc21c9d2ab207f278d5e5c26877fbdff7a1909425ded657e1d7df1b9f74ea7af0cd"
      "141b0b4357475f13d56a91a954e63aa668464f28f4681fd76174284a8ce299a03229e7373c6d9162"
      "2fc43942748e408696709d8e001d4eabfb9e04984b48c1689e71d08edb6d29c3e1735a54f6592988"
      "100a0369480bf5990ba05601210ac691fafcfb06d97e590c905264ca1dc27156dd0de640915a50de"
      "a70c5bfef8febcbf5abb1cda44379025f166afa70854124301c2ba0984ac97c2aff301a7004bfaab"
      "4394ac73e4304482a0b647ab00b8d75b708f39c3f9818a11734b00d65b7f9d905864b2b5587bd25b"
      "3bcca553de34c57497171f19d61c8dc1" },
    { WRAP, DIGEST_SHA256, 16, MCUBOOT_TLV_ENC_KW, "845a8b34ee6322a01498d97cb808f4589be593ba1a742bff" },
    { WRAP, DIGEST_SHA256, 32, MCUBOOT_TLV_ENC_KW,
      "4a6f2c7b7ad85bbf82e8d3949426af7ca5a79aedd0dcd372f6874477b45f9c5f2eeb1e3a89e72d38" },
};

static inline bool fixed_random(void *state, uint8_t *output, size_t size)
{
    size_t *position = state;

    for (size_t i = 0; i < size; i++) {
        output[i] = (uint8_t)(*position * 37 + 11);
        (*position)++;
    }
    return true;
}

static inline struct public_key *public_half(struct context *context, const char *path)
{
    const struct source *source;
    struct public_key *key = NULL;

    assert_true(key_source_load(context->arena, path, &context->diagnostics, &source));
    assert_true(public_key_read(context->arena, source, &context->diagnostics, &key));
    return key;
}

static inline struct encryption_options options_of(struct context *context, const struct scheme *scheme,
                                                   size_t *position)
{
    *position = 0;
    return (struct encryption_options){
        .name = scheme->key == NULL ? "wrapping key" : scheme->key,
        .recipient = scheme->key == NULL ? NULL : public_half(context, scheme->key),
        .wrapping_key = range_of(wrapping_key, scheme->key_size),
        .key_size = scheme->key_size,
        .hmac = scheme->hmac,
        .random = fixed_random,
        .random_state = position,
    };
}

#endif
