/* Signatures: published vectors, sameness, and that they verify. */
#include "image_test.h"

#include "base/attributes.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/public_key.h"
#include "crypto/keys.h"
#include "crypto/signature.h"

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

/* RFC 6979, appendices A.2.5 (P-256, SHA-256) and A.2.6 (P-384, SHA-384). */
static void test_rfc6979_vectors(void **state)
{
    static const struct {
        const char *key;
        enum digest_algorithm algorithm;
        const char *message;
        const char *der; /* SEQUENCE, INTEGER r, INTEGER s */
    } table[] = {
        { "tests/unit/data/rfc6979-p256.pem", DIGEST_SHA256, "sample",
          "3046"
          "022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
          "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8" },
        { "tests/unit/data/rfc6979-p256.pem", DIGEST_SHA256, "test",
          "3045"
          "022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
          "0220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083" },
        { "tests/unit/data/rfc6979-p384.pem", DIGEST_SHA384, "sample",
          "3066"
          "02310094edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
          "02310099ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8" },
        { "tests/unit/data/rfc6979-p384.pem", DIGEST_SHA384, "test",
          "3066"
          "0231008203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb0542a7f0812998da8f1dd3ca3cf023db"
          "023100ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e06a739f040649a667bf3b828246baa5a5" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct signing_key *key = load(context, table[i].key);
        struct digest digest = digest_of(table[i].algorithm, range_of(table[i].message, strlen(table[i].message)));
        struct signature signature;

        assert_true(sign_digest(key, &digest, &context->diagnostics, &signature));
        assert_string_equal(text_hex(context->arena, signature.bytes, signature.size), table[i].der);
        signing_key_release(key);
    }
}

/* RFC 8032, section 7.1: tests 1 and 2. */
static void test_rfc8032_vectors(void **state)
{
    static const struct {
        const char *key;
        struct byte_range message;
        const char *public_key;
        const char *signature;
    } table[] = {
        { "tests/unit/data/rfc8032-1.pem",
          { (const uint8_t *)"", 0 },
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
          "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
          "b"
          "e24655141438e7a100b" },
        { "tests/unit/data/rfc8032-2.pem",
          { (const uint8_t *)"r", 1 },
          "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430"
          "2"
          "aeeb00d291612bb0c00" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct signing_key *key = load(context, table[i].key);
        struct byte_range bytes;
        struct signature signature;

        assert_string_equal(text_hex(context->arena, key->public_half->point, 32), table[i].public_key);
        assert_true(sign_pure(key, table[i].message, &context->diagnostics, &signature));
        assert_string_equal(text_hex(context->arena, signature.bytes, signature.size), table[i].signature);
        bytes = range_of(signature.bytes, signature.size);
        assert_true(public_key_verify_pure(key->public_half, table[i].message, bytes));
        assert_false(public_key_verify_pure(key->public_half, range_of("x", 1), bytes));
        signature.bytes[0] ^= 1;
        assert_false(public_key_verify_pure(key->public_half, table[i].message, bytes));
        signing_key_release(key);
    }
}

/* RFC 8032, section 7.1, test SHA(abc): the message is a SHA-512, as MCUboot has it signed. */
static void test_ed25519_signs_the_bytes_of_a_digest(void **state)
{
    struct context *context = *state;
    struct signing_key *key = load(context, "tests/unit/data/rfc8032-sha-abc.pem");
    struct digest digest = digest_of(DIGEST_SHA512, range_of("abc", 3));
    struct signature signature;

    assert_true(sign_digest(key, &digest, &context->diagnostics, &signature));
    assert_string_equal(text_hex(context->arena, signature.bytes, signature.size),
                        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0"
                        "303dca179c138ac17ad9bef1177331a704");
    assert_true(public_key_verify(key->public_half, &digest, range_of(signature.bytes, signature.size)));
    assert_false(public_key_verify(key->public_half, &digest, range_of(signature.bytes, signature.size - 1)));
    signing_key_release(key);
}

/* MCUboot reads an ECDSA signature into 128 bytes and refuses a longer one, whatever is behind its DER. */
static void test_padding_of_ecdsa(void **state)
{
    static const char *const keys[] = { "fixtures/keys/test-ecdsa-p256.pem", "fixtures/keys/test-ecdsa-p384.pem" };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        struct signing_key *key = load(context, keys[i]);
        const struct public_key *half = key->public_half;
        struct digest digest = digest_of(key_type_digest(half->type), range_of("abc", 3));
        struct signature made;
        uint8_t padded[200] = { 0 };

        assert_true(sign_digest(key, &digest, &context->diagnostics, &made));
        memcpy(padded, made.bytes, made.size);
        for (size_t size = 0; size <= sizeof padded; size++) {
            assert_int_equal(public_key_verify(half, &digest, range_of(padded, size)),
                             size >= made.size && size <= 128);
        }
        for (size_t at = made.size; at < 128; at++) {
            padded[at] = 1;
            assert_false(public_key_verify(half, &digest, range_of(padded, 128)));
            padded[at] = 0;
        }
        signing_key_release(key);
    }
}

static void test_what_a_key_does_not_sign(void **state)
{
    static const struct {
        const char *key;
        enum digest_algorithm algorithm;
        const char *said;
    } table[] = {
        { "fixtures/keys/test-ecdsa-p256.pem", DIGEST_SHA384, "does not sign a SHA384" },
        { "fixtures/keys/test-ecdsa-p384.pem", DIGEST_SHA256, "does not sign a SHA256" },
        { "fixtures/keys/test-rsa-2048.pem", DIGEST_SHA512, "does not sign a SHA512" },
        { "fixtures/keys/test-ed25519.pem", DIGEST_SHA384, "does not sign a SHA384" },
        { "fixtures/keys/test-x25519.pem", DIGEST_SHA256, "signs nothing" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct signing_key *key = load(context, table[i].key);
        struct digest digest = digest_of(table[i].algorithm, range_of("x", 1));
        struct signature signature;

        assert_false(sign_digest(key, &digest, &context->diagnostics, &signature));
        assert_said(context, table[i].said);
        if (key->public_half->type != KEY_ED25519) {
            assert_false(sign_pure(key, digest_range(&digest), &context->diagnostics, &signature));
            assert_said(context, "only Ed25519");
        }
        signing_key_release(key);
    }
}

static const char *const key_files[] = {
    "fixtures/keys/test-ecdsa-p256.pem", "fixtures/keys/test-ecdsa-p256-sec1.pem",
    "fixtures/keys/test-rsa-2048.pem",   "fixtures/keys/test-rsa-2048-pkcs1.pem",
    "fixtures/keys/test-rsa-3072.pem",   "fixtures/keys/test-ed25519.pem",
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
        WITH_CONTEXT(test_rfc8032_vectors),
        WITH_CONTEXT(test_ed25519_signs_the_bytes_of_a_digest),
        WITH_CONTEXT(test_padding_of_ecdsa),
        WITH_CONTEXT(test_what_a_key_does_not_sign),
        WITH_CONTEXT(test_signature_verifies_and_is_the_same_each_time),
        WITH_CONTEXT(test_rsa_salt_depends_on_the_digest),
        WITH_CONTEXT(test_signatures_stay_what_they_are),
        WITH_CONTEXT(test_padded_ecdsa_signature_verifies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
