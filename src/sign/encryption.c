#include "sign/encryption.h"

#include "nrf53pack/mcuboot_format.h"
#include "crypto/aes_key_wrap.h"
#include "image/mcuboot_image.h"
#include "sign/image_key.h"

static bool refuse(const struct encryption_options *options, struct diagnostics *diagnostics, const char *reason)
{
    return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "cannot encrypt with '%s': %s", options->name, reason);
}

static bool check_recipient(const struct encryption_options *options, struct diagnostics *diagnostics)
{
    switch (options->recipient->type) {
    case KEY_RSA_2048:
    case KEY_ECDSA_P256:
    case KEY_X25519:
        break;
    case KEY_ED25519:
        return refuse(options, diagnostics, "an Ed25519 key only signs; MCUboot decrypts with an X25519 key beside it");
    case KEY_RSA_3072:
    case KEY_ECDSA_P384:
        return refuse(options, diagnostics,
                      options->recipient->type == KEY_RSA_3072
                          ? "it is RSA-3072, MCUboot decrypts with RSA-2048, ECDSA P-256 or X25519"
                          : "it is ECDSA P-384, MCUboot decrypts with RSA-2048, ECDSA P-256 or X25519");
    }
    return options->hmac == DIGEST_SHA256 ||
           (options->hmac == DIGEST_SHA512 && options->recipient->type == KEY_X25519) ||
           refuse(options, diagnostics, "MCUboot knows an HMAC with another hash than SHA-256 for X25519 keys only");
}

bool encryption_check(const struct encryption_options *options, struct diagnostics *diagnostics)
{
    if (options->recipient != NULL) {
        return check_recipient(options, diagnostics);
    }
    if (options->hmac != DIGEST_SHA256) {
        return refuse(options, diagnostics, "AES key wrap has no HMAC whose hash could be chosen");
    }
    return options->wrapping_key.size == options->key_size ||
           diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "cannot encrypt with '%s': the wrapping key has %zu bits, the image key %zu; MCUboot wants them "
                    "equally long",
                    options->name, options->wrapping_key.size * 8, options->key_size * 8);
}

uint32_t encryption_flag(const struct encryption_options *options)
{
    return options->key_size == 32 ? MCUBOOT_F_ENCRYPTED_AES256 : MCUBOOT_F_ENCRYPTED_AES128;
}

uint16_t encryption_tlv_type(const struct encryption_options *options)
{
    if (options->recipient == NULL) {
        return MCUBOOT_TLV_ENC_KW;
    }
    if (options->recipient->type == KEY_RSA_2048) {
        return MCUBOOT_TLV_ENC_RSA2048;
    }
    if (options->recipient->type == KEY_ECDSA_P256) {
        return MCUBOOT_TLV_ENC_EC256;
    }
    return options->hmac == DIGEST_SHA512 ? MCUBOOT_TLV_ENC_X25519_SHA512 : MCUBOOT_TLV_ENC_X25519;
}

size_t encryption_tlv_size(const struct encryption_options *options)
{
    return mcuboot_encryption_tlv_size(encryption_tlv_type(options), options->key_size);
}

static bool wrap(const struct encryption_options *options, const struct image_key *key, struct random_source *random,
                 struct encryption_tlv *tlv)
{
    tlv->type = encryption_tlv_type(options);
    tlv->size = encryption_tlv_size(options);
    switch (tlv->type) {
    case MCUBOOT_TLV_ENC_KW:
        return aes_key_wrap(options->wrapping_key, range_of(key->bytes, key->size), tlv->bytes);
    case MCUBOOT_TLV_ENC_RSA2048:
        return rsa_oaep_wrap(options->recipient, key, random, tlv->bytes);
    default:
        return ecies_wrap(options->recipient, options->hmac, key, random, tlv->bytes);
    }
}

bool encryption_apply(const struct encryption_options *options, uint8_t *firmware, size_t size,
                      struct diagnostics *diagnostics, struct encryption_tlv *tlv)
{
    struct random_source random = { .next = options->random, .state = options->random_state };
    struct image_key key = { .size = options->key_size };
    bool done;

    if (!encryption_check(options, diagnostics)) {
        return false;
    }
    done = random_draw(&random, key.bytes, key.size) && wrap(options, &key, &random, tlv) &&
           (options->clear || image_key_crypt(&key, firmware, size));
    image_key_wipe(&key);
    if (random.failed) {
        return refuse(options, diagnostics, "the system gives no random numbers");
    }
    return done || refuse(options, diagnostics,
                          options->recipient == NULL || options->recipient->type == KEY_RSA_2048
                              ? "the library refuses to encrypt with it"
                              : "every exchange with this key gives the same secret; it is no key");
}
