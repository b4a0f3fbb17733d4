/* Signatures: published vectors, sameness, and that they verify. */
#include "image_test.h"

#include "base/attributes.h"
#include "base/text.h"
#include "image/digest.h"
#include "image/public_key.h"
#include "sign/keys.h"
#include "sign/signature.h"

static bool sign_sha256(struct signing_key *key, const uint8_t bytes[SHA256_SIZE], struct diagnostics *diagnostics,
                        struct signature *signature)
{
    const struct digest digest = digest_known(DIGEST_SHA256, bytes);

    return sign_digest(key, &digest, diagnostics, signature);
}

static bool verify_sha256(const struct public_key *key, const uint8_t bytes[SHA256_SIZE], struct byte_range signature)
{
    const struct digest digest = digest_known(DIGEST_SHA256, bytes);

    return public_key_verify(key, &digest, signature);
}

static struct signing_key *load(struct context *context, const char *path)
{
    struct signing_key *key = NULL;

    assert_true(signing_key_load(context->arena, path, NULL, &context->diagnostics, &key));
    return key;
}

static void hash_of(const char *text, uint8_t digest[SHA256_SIZE])
{
    sha256(range_of(text, strlen(text)), digest);
}

/* RFC 6979, appendix A.2.5: curve P-256, SHA-256. */
static void test_rfc6979_vectors(void **state)
{
    static const struct {
        const char *message;
        const char *der; /* SEQUENCE, INTEGER r, INTEGER s */
    } table[] = {
        { "sample", "3046"
                    "022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                    "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8" },
        { "test", "3045"
                  "022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                  "0220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083" },
    };
    struct context *context = *state;
    struct signing_key *key = load(context, "tests/unit/data/rfc6979-p256.pem");

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        uint8_t digest[SHA256_SIZE];
        struct signature signature;

        hash_of(table[i].message, digest);
        assert_true(sign_sha256(key, digest, &context->diagnostics, &signature));
        assert_string_equal(text_hex(context->arena, signature.bytes, signature.size), table[i].der);
    }
    signing_key_release(key);
}

static const char *const key_files[] = {
    "fixtures/keys/test-ecdsa-p256.pem", "fixtures/keys/test-ecdsa-p256-sec1.pem",
    "fixtures/keys/test-rsa-2048.pem",   "fixtures/keys/test-rsa-2048-pkcs1.pem",
    "fixtures/keys/test-rsa-3072.pem",
};

static void test_signature_verifies_and_is_the_same_each_time(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(key_files); i++) {
        struct signing_key *key = load(context, key_files[i]);
        struct signature first, second;
        uint8_t digest[SHA256_SIZE];

        hash_of(key_files[i], digest);
        assert_true(sign_sha256(key, digest, &context->diagnostics, &first));
        assert_true(sign_sha256(key, digest, &context->diagnostics, &second));
        assert_int_equal(first.size, second.size);
        assert_memory_equal(first.bytes, second.bytes, first.size);
        assert_true(verify_sha256(key->public_half, digest, range_of(first.bytes, first.size)));
        digest[0] ^= 1;
        assert_false(verify_sha256(key->public_half, digest, range_of(first.bytes, first.size)));
        signing_key_release(key);
    }
}

/* The salt must differ with the message, or two signatures would share it. */
static void test_rsa_salt_depends_on_the_digest(void **state)
{
    struct context *context = *state;
    struct signing_key *key = load(context, "fixtures/keys/test-rsa-2048.pem");
    struct signature first, second;
    uint8_t digest[SHA256_SIZE];

    hash_of("one", digest);
    assert_true(sign_sha256(key, digest, &context->diagnostics, &first));
    hash_of("two", digest);
    assert_true(sign_sha256(key, digest, &context->diagnostics, &second));
    assert_int_equal(first.size, 256);
    assert_memory_not_equal(first.bytes, second.bytes, first.size);
    signing_key_release(key);
}

/* What a package is compared with later must not change with a new release of mbedTLS: 2.28.3 and 3.6.0 both
 * make these. */
static void test_signatures_stay_what_they_are(void **state)
{
    static const struct {
        const char *key;
        const char *sha256; /* of the signature over SHA-256("nrf53pack") */
    } table[] = {
        { "fixtures/keys/test-ecdsa-p256.pem", "a4cdf64f76a23306fca75bd45796211821264dfd54ce50ea9f906838c7575072" },
        { "fixtures/keys/test-rsa-2048.pem", "344018a0f456343eef7d3c32d77dd17a3c131cb1be4e53740e78e163bcce11aa" },
        { "fixtures/keys/test-rsa-3072.pem", "b1851159875420049ef3b94c59548e745621af283d1d3018771784f093e5ba1f" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct signing_key *key = load(context, table[i].key);
        uint8_t digest[SHA256_SIZE];
        struct signature signature;

        hash_of("nrf53pack", digest);
        assert_true(sign_sha256(key, digest, &context->diagnostics, &signature));
        sha256(range_of(signature.bytes, signature.size), digest);
        assert_string_equal(text_hex(context->arena, digest, sizeof digest), table[i].sha256);
        signing_key_release(key);
    }
}

static void test_padded_ecdsa_signature_verifies(void **state)
{
    struct context *context = *state;
    struct signing_key *key = load(context, "fixtures/keys/test-ecdsa-p256.pem");
    uint8_t padded[80] = { 0 };
    uint8_t digest[SHA256_SIZE];
    struct signature signature;

    hash_of("padded", digest);
    assert_true(sign_sha256(key, digest, &context->diagnostics, &signature));
    memcpy(padded, signature.bytes, signature.size);
    assert_true(verify_sha256(key->public_half, digest, range_of(padded, signature.size + 2)));
    assert_false(verify_sha256(key->public_half, digest, range_of(padded, signature.size - 1)));
    assert_false(verify_sha256(key->public_half, digest, range_of(padded, 0)));
    signing_key_release(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_rfc6979_vectors),
        WITH_CONTEXT(test_signature_verifies_and_is_the_same_each_time),
        WITH_CONTEXT(test_rsa_salt_depends_on_the_digest),
        WITH_CONTEXT(test_signatures_stay_what_they_are),
        WITH_CONTEXT(test_padded_ecdsa_signature_verifies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
