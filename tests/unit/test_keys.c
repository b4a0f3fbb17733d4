/* Which key files are taken, and what is said about the others. */
#include "image_test.h"

#include "base/attributes.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/keys.h"

static void test_private_keys_are_taken(void **state)
{
    static const struct {
        const char *path;
        enum key_type type;
        size_t public_size; /* as mcu-tools/mcuboot writes it into images */
    } table[] = {
        { "fixtures/keys/test-ecdsa-p256.pem", KEY_ECDSA_P256, 91 },
        { "fixtures/keys/test-ecdsa-p256-sec1.pem", KEY_ECDSA_P256, 91 },
        { "fixtures/keys/test-rsa-2048.pem", KEY_RSA_2048, 270 },
        { "fixtures/keys/test-rsa-2048-pkcs1.pem", KEY_RSA_2048, 270 },
        { "fixtures/keys/test-rsa-3072.pem", KEY_RSA_3072, 398 },
        { "fixtures/keys/test-ecdsa-p384.pem", KEY_ECDSA_P384, 120 },
        { "fixtures/keys/test-ed25519.pem", KEY_ED25519, 44 },
        { "fixtures/keys/test-x25519.pem", KEY_X25519, 44 },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct signing_key *key;

        assert_true(signing_key_load(context->arena, table[i].path, NULL, &context->diagnostics, &key));
        assert_int_equal(key->public_half->type, table[i].type);
        assert_int_equal(key->public_half->der.size, table[i].public_size);
        signing_key_release(key);
    }
    assert_int_equal(context->diagnostics.count, 0);
}

static void test_refused_keys_say_why(void **state)
{
    static const struct {
        const char *path;
        const char *said;
    } table[] = {
        { "fixtures/keys/no-such-key.pem", "no such file" },
        { "fixtures/keys/test-ecdsa-p256-encrypted.pem", "is encrypted; give '--passphrase-env'" },
        { "fixtures/keys/test-ecdsa-p256.pub.pem", "only a public key" },
        { "fixtures/keys/test-rsa-2048.pub.pem", "only a public key" },
        { "fixtures/keys/test-x25519.pub.pem", "only a public key" },
        { "fixtures/keys/test-ecdsa-p521.pem", "found ECDSA P-521, expected ECDSA P-256" },
        { "fixtures/keys/test-rsa-1024.pem", "found RSA-1024, expected" },
        { "fixtures/keys/test-rsa-4096.pem", "found RSA-4096, expected" },
        { "fixtures/keys/test-ed448.pem", "found Ed448, expected" },
        { "fixtures/keys/README.md", "no private key that can be read" },
        { "fixtures/keys", "is a folder" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct signing_key *key;

        assert_false(signing_key_load(context->arena, table[i].path, NULL, &context->diagnostics, &key));
        assert_said(context, table[i].said);
    }
}

/* All keys under the passphrase "nrf53pack" of fixtures/keys, in each form that is written by OpenSSL. */
static void test_encrypted_keys_open_with_their_passphrase(void **state)
{
    static const struct {
        const char *encrypted;
        const char *plain;
    } table[] = {
        { "fixtures/keys/test-ecdsa-p256-encrypted.pem", "fixtures/keys/test-ecdsa-p256.pem" },
        { "fixtures/keys/test-ecdsa-p256-encrypted-sha1.pem", "fixtures/keys/test-ecdsa-p256.pem" },
        { "fixtures/keys/test-ecdsa-p384-encrypted.pem", "fixtures/keys/test-ecdsa-p384.pem" },
        { "fixtures/keys/test-rsa-2048-encrypted.pem", "fixtures/keys/test-rsa-2048.pem" },
        { "fixtures/keys/test-rsa-2048-pkcs1-encrypted.pem", "fixtures/keys/test-rsa-2048.pem" },
        { "fixtures/keys/test-ed25519-encrypted.pem", "fixtures/keys/test-ed25519.pem" },
        { "fixtures/keys/test-x25519-encrypted.pem", "fixtures/keys/test-x25519.pem" },
    };
    static const struct passphrase_source right = { .file = "tests/unit/data/passphrase.txt" };
    static const struct passphrase_source wrong = { .file = "tests/unit/data/README.md" };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct signing_key *key, *plain;

        assert_true(signing_key_load(context->arena, table[i].encrypted, &right, &context->diagnostics, &key));
        assert_true(signing_key_load(context->arena, table[i].plain, NULL, &context->diagnostics, &plain));
        assert_memory_equal(key->public_half->hash, plain->public_half->hash, 32);
        signing_key_release(plain);
        signing_key_release(key);
        assert_false(signing_key_load(context->arena, table[i].encrypted, &wrong, &context->diagnostics, &key));
        assert_int_equal(context->diagnostics.count, 1);
        assert_said(context, "passphrase is wrong");
    }
}

static bool read_public(struct context *context, const char *path, struct public_key **key)
{
    const struct source *source;

    assert_true(source_load(context->arena, path, path, KEY_FILE_LIMIT, &context->diagnostics, &source));
    return public_key_read(context->arena, source, &context->diagnostics, key);
}

static void test_public_half_is_the_same_from_both_files(void **state)
{
    static const char *const names[] = { "test-ecdsa-p256", "test-ecdsa-p384", "test-rsa-2048",
                                         "test-rsa-3072",   "test-ed25519",    "test-x25519" };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        struct public_key *from_public, *from_private;

        assert_true(
            read_public(context, arena_printf(context->arena, "fixtures/keys/%s.pub.pem", names[i]), &from_public));
        assert_true(
            read_public(context, arena_printf(context->arena, "fixtures/keys/%s.pem", names[i]), &from_private));
        assert_memory_equal(from_public->hash, from_private->hash, sizeof from_public->hash);
    }
}

static void test_unusable_public_keys(void **state)
{
    struct context *context = *state;
    struct public_key *key;

    assert_false(read_public(context, "fixtures/keys/test-ecdsa-p521.pem", &key));
    assert_said(context, "wrong type: found ECDSA P-521");
    assert_false(read_public(context, "fixtures/keys/test-ecdsa-p256-encrypted.pem", &key));
    assert_said(context, "encrypted");
    assert_false(read_public(context, "fixtures/keys/README.md", &key));
    assert_said(context, "no key");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_private_keys_are_taken),
        WITH_CONTEXT(test_refused_keys_say_why),
        WITH_CONTEXT(test_encrypted_keys_open_with_their_passphrase),
        WITH_CONTEXT(test_public_half_is_the_same_from_both_files),
        WITH_CONTEXT(test_unusable_public_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
