/* The bootloader's own verification agrees with what the tool signs, and with nothing else. */
#include "image_test.h"

#include "base/attributes.h"
#include "firmware/crypto/crypto.h"
#include "crypto/digest.h"
#include "crypto/keys.h"
#include "crypto/signature.h"

static bool sign_sha256(struct signing_key *key, const uint8_t bytes[SHA256_SIZE], struct diagnostics *diagnostics,
                        struct signature *signature)
{
    const struct digest digest = digest_known(DIGEST_SHA256, bytes);

    return sign_digest(key, &digest, diagnostics, signature);
}

static const struct {
    const char *file;
    enum boot_key_type type;
} keys[] = {
    { "fixtures/keys/test-ecdsa-p256.pem", BOOT_KEY_ECDSA_P256 },
    { "fixtures/keys/test-rsa-2048.pem", BOOT_KEY_RSA_2048 },
    { "fixtures/keys/test-rsa-3072.pem", BOOT_KEY_RSA_3072 },
};

/* The flash of this test: 64 bytes, each its own address; reading past them fails. */
bool hal_flash_read(struct hal *hal, enum flash_device device, uint32_t offset, void *buffer, uint32_t size)
{
    uint8_t *bytes = buffer;

    (void)hal;
    (void)device;
    for (uint32_t i = 0; i < size; i++) {
        if (offset + i >= 64) {
            return false;
        }
        bytes[i] = (uint8_t)(offset + i);
    }
    return true;
}

static unsigned feeds;

void hal_watchdog_feed(struct hal *hal)
{
    (void)hal;
    feeds++;
}

static void test_hash_of_flash_is_the_hash_of_its_bytes(void **state)
{
    uint8_t bytes[64];
    uint8_t expected[SHA256_SIZE];
    uint8_t digest[SHA256_SIZE];

    (void)state;
    assert_true(hal_flash_read(NULL, FLASH_DEVICE_APP, 0, bytes, sizeof bytes));
    sha256((struct byte_range){ bytes + 3, 50 }, expected);
    feeds = 0;
    assert_true(crypto_mbedtls_hash_flash(NULL, FLASH_DEVICE_APP, 3, 50, digest));
    assert_int_equal(feeds, 1); /* once a block that is read: a large image must not outlast the watchdog */
    assert_memory_equal(digest, expected, sizeof digest);
    assert_false(crypto_mbedtls_hash_flash(NULL, FLASH_DEVICE_APP, 3, 62, digest));
    assert_false(crypto_mbedtls_hash_flash(NULL, FLASH_DEVICE_APP, UINT32_MAX, 2, digest));
}

static struct signing_key *load(struct context *context, const char *path)
{
    struct signing_key *key = NULL;

    assert_true(signing_key_load(context->arena, path, NULL, &context->diagnostics, &key));
    return key;
}

static struct boot_key boot_key_of(const struct signing_key *key, enum boot_key_type type)
{
    return (struct boot_key){ .type = type,
                              .der = key->public_half->der.data,
                              .der_size = (uint32_t)key->public_half->der.size };
}

static uint32_t verify(const struct boot_key *key, const uint8_t *digest, const struct signature *signature)
{
    return crypto_mbedtls_signature_valid(key, digest, signature->bytes, (uint32_t)signature->size);
}

static void test_a_signature_is_valid_for_its_digest_only(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        struct signing_key *key = load(context, keys[i].file);
        struct boot_key boot_key = boot_key_of(key, keys[i].type);
        struct signature signature;
        uint8_t digest[SHA256_SIZE];

        assert_true(crypto_mbedtls_hash_memory(keys[i].file, 20, digest));
        assert_true(sign_sha256(key, digest, &context->diagnostics, &signature));
        assert_int_equal(verify(&boot_key, digest, &signature), CRYPTO_VALID);
        digest[31] ^= 1;
        assert_int_equal(verify(&boot_key, digest, &signature), CRYPTO_INVALID);
        digest[31] ^= 1;
        signature.bytes[signature.size / 2] ^= 1;
        assert_int_equal(verify(&boot_key, digest, &signature), CRYPTO_INVALID);
        signing_key_release(key);
    }
}

static void test_a_signature_of_another_length_is_refused(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        struct signing_key *key = load(context, keys[i].file);
        struct boot_key boot_key = boot_key_of(key, keys[i].type);
        struct signature signature;
        uint8_t digest[SHA256_SIZE] = { 1 };

        assert_true(sign_sha256(key, digest, &context->diagnostics, &signature));
        for (uint32_t size = 0; size < signature.size; size++) {
            assert_int_equal(crypto_mbedtls_signature_valid(&boot_key, digest, signature.bytes, size), CRYPTO_INVALID);
        }
        signing_key_release(key);
    }
}

/* imgtool could pad an ECDSA signature with zeros; anything else behind it is not a signature. */
static void test_zeros_behind_an_ecdsa_signature(void **state)
{
    struct context *context = *state;
    struct signing_key *key = load(context, keys[0].file);
    struct boot_key boot_key = boot_key_of(key, keys[0].type);
    struct signature signature;
    uint8_t digest[SHA256_SIZE] = { 2 };

    assert_true(sign_sha256(key, digest, &context->diagnostics, &signature));
    signature.bytes[signature.size++] = 0;
    assert_int_equal(verify(&boot_key, digest, &signature), CRYPTO_VALID);
    signature.bytes[signature.size - 1] = 1;
    assert_int_equal(verify(&boot_key, digest, &signature), CRYPTO_INVALID);
    signing_key_release(key);
}

static void test_a_key_that_is_none_verifies_nothing(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        struct signing_key *key = load(context, keys[i].file);
        struct boot_key boot_key = boot_key_of(key, keys[i].type);
        struct signature signature;
        uint8_t digest[SHA256_SIZE] = { 3 };

        assert_true(sign_sha256(key, digest, &context->diagnostics, &signature));
        boot_key.der_size--;
        assert_int_equal(verify(&boot_key, digest, &signature), CRYPTO_INVALID);
        boot_key.der_size = 0;
        assert_int_equal(verify(&boot_key, digest, &signature), CRYPTO_INVALID);
        signing_key_release(key);
    }
}

static void test_comparison_sees_every_byte(void **state)
{
    uint8_t left[32] = { 0 };
    uint8_t right[32] = { 0 };

    (void)state;
    assert_int_equal(crypto_compare(left, right, sizeof left), CRYPTO_VALID);
    for (size_t i = 0; i < sizeof left; i++) {
        right[i] = 0x10;
        assert_int_equal(crypto_compare(left, right, sizeof left), CRYPTO_INVALID);
        right[i] = 0;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_of_flash_is_the_hash_of_its_bytes),
        WITH_CONTEXT(test_a_signature_is_valid_for_its_digest_only),
        WITH_CONTEXT(test_a_signature_of_another_length_is_refused),
        WITH_CONTEXT(test_zeros_behind_an_ecdsa_signature),
        WITH_CONTEXT(test_a_key_that_is_none_verifies_nothing),
        cmocka_unit_test(test_comparison_sees_every_byte),
    };

    return cmocka_run_group_tests_name("boot_crypto", tests, NULL, NULL);
}
