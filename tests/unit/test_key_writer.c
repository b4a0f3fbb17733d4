/* Keys that are made and written are read again; what has to be refused is. */
#include "image_test.h"

#include "base/attributes.h"
#include "base/random.h"
#include "base/text.h"
#include "crypto/key_block.h"
#include "crypto/key_reading.h"
#include "crypto/key_generate.h"
#include "crypto/key_writer.h"
#include "crypto/pkcs8_encryption.h"
#include "crypto/signature.h"

static struct signing_key *generate(struct context *context, enum key_type type)
{
    struct signing_key *key = NULL;

    assert_true(key_generate(context->arena, type, false, "new", random_system, NULL, &context->diagnostics, &key));
    assert_int_equal(key->public_half->type, type);
    return key;
}

static struct signing_key *read_back(struct context *context, struct byte_range bytes)
{
    const struct source *source = source_from_bytes(context->arena, "written", bytes.data, bytes.size);
    struct signing_key *key = NULL;

    assert_true(signing_key_read(context->arena, source, NULL, &context->diagnostics, &key));
    return key;
}

static const enum key_type all_types[] = { KEY_ECDSA_P256, KEY_RSA_2048, KEY_RSA_3072,
                                           KEY_ECDSA_P384, KEY_ED25519,  KEY_X25519 };

/* A new RSA key takes seconds, so there is one of them; the interop tests make the other size. */
static const enum key_type quick_types[] = { KEY_ECDSA_P256, KEY_ECDSA_P384, KEY_ED25519, KEY_X25519 };

static void check_signs(struct context *context, struct signing_key *key, const struct public_key *other)
{
    struct digest digest = digest_of(key_type_digest(key->public_half->type), range_of("x", 1));
    struct signature signature;

    assert_true(sign_digest(key, &digest, &context->diagnostics, &signature));
    assert_true(public_key_verify(key->public_half, &digest, range_of(signature.bytes, signature.size)));
    assert_false(public_key_verify(other, &digest, range_of(signature.bytes, signature.size)));
}

static void test_new_keys_differ_and_sign(void **state)
{
    struct context *context = *state;
    struct signing_key *rsa = generate(context, KEY_RSA_2048);

    for (size_t i = 0; i < ARRAY_LENGTH(quick_types); i++) {
        struct signing_key *one = generate(context, quick_types[i]), *two = generate(context, quick_types[i]);

        assert_memory_not_equal(one->public_half->hash, two->public_half->hash, 32);
        if (quick_types[i] != KEY_X25519) {
            check_signs(context, one, two->public_half);
            check_signs(context, rsa, two->public_half);
        }
        signing_key_release(two);
        signing_key_release(one);
    }
    signing_key_release(rsa);
}

static void check_form(struct context *context, struct signing_key *key, enum private_key_form form, bool minimal)
{
    struct byte_range der, pem;
    struct signing_key *again;

    assert_true(private_key_write(context->arena, key, form, minimal, &der));
    again = read_back(context, der);
    assert_memory_equal(again->public_half->hash, key->public_half->hash, 32);
    signing_key_release(again);
    assert_true(key_pem_write(context->arena, form == PRIVATE_KEY_PKCS8 ? "PRIVATE KEY" : "EC PRIVATE KEY", der, &pem));
    again = read_back(context, pem);
    assert_memory_equal(again->public_half->hash, key->public_half->hash, 32);
    signing_key_release(again);
}

static void test_what_is_written_is_read_again(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(quick_types); i++) {
        struct signing_key *key = generate(context, quick_types[i]);

        check_form(context, key, PRIVATE_KEY_PKCS8, false);
        if (quick_types[i] == KEY_ECDSA_P256 || quick_types[i] == KEY_ECDSA_P384) {
            check_form(context, key, PRIVATE_KEY_PKCS8, true);
            check_form(context, key, PRIVATE_KEY_OPENSSL, false);
            check_form(context, key, PRIVATE_KEY_OPENSSL, true);
        }
        signing_key_release(key);
    }
}

/* What OpenSSL wrote comes out again byte for byte. */
static void test_forms_are_those_of_openssl(void **state)
{
    static const struct {
        const char *path;
        const char *label;
        enum private_key_form form;
    } table[] = {
        { "fixtures/keys/test-ecdsa-p256.pem", "PRIVATE KEY", PRIVATE_KEY_PKCS8 },
        { "fixtures/keys/test-ecdsa-p256-sec1.pem", "EC PRIVATE KEY", PRIVATE_KEY_OPENSSL },
        { "fixtures/keys/test-ecdsa-p384.pem", "PRIVATE KEY", PRIVATE_KEY_PKCS8 },
        { "fixtures/keys/test-rsa-2048.pem", "PRIVATE KEY", PRIVATE_KEY_PKCS8 },
        { "fixtures/keys/test-rsa-2048-pkcs1.pem", "RSA PRIVATE KEY", PRIVATE_KEY_OPENSSL },
        { "fixtures/keys/test-rsa-3072.pem", "PRIVATE KEY", PRIVATE_KEY_PKCS8 },
        { "fixtures/keys/test-ed25519.pem", "PRIVATE KEY", PRIVATE_KEY_PKCS8 },
        { "fixtures/keys/test-x25519.pem", "PRIVATE KEY", PRIVATE_KEY_PKCS8 },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct source *source;
        struct signing_key *key;
        struct byte_range der, pem;

        assert_true(
            source_load(context->arena, table[i].path, table[i].path, KEY_FILE_LIMIT, &context->diagnostics, &source));
        assert_true(signing_key_load(context->arena, table[i].path, NULL, &context->diagnostics, &key));
        assert_true(private_key_write(context->arena, key, table[i].form, false, &der));
        assert_true(key_pem_write(context->arena, table[i].label, der, &pem));
        assert_int_equal(pem.size, source->size);
        assert_memory_equal(pem.data, source->data, pem.size);
        signing_key_release(key);
    }
}

static void test_public_halves_are_those_of_openssl(void **state)
{
    static const char *const names[] = { "test-ecdsa-p256", "test-ecdsa-p384", "test-rsa-2048",
                                         "test-rsa-3072",   "test-ed25519",    "test-x25519" };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        const char *path = arena_printf(context->arena, "fixtures/keys/%s.pub.pem", names[i]);
        const struct source *source;
        const struct public_key *key;
        struct byte_range der, pem;

        assert_true(source_load(context->arena, path, path, KEY_FILE_LIMIT, &context->diagnostics, &source));
        assert_true(public_half_load(context->arena, arena_printf(context->arena, "fixtures/keys/%s.pem", names[i]),
                                     NULL, &context->diagnostics, &key));
        assert_true(public_key_write(context->arena, key, &der));
        assert_true(key_pem_write(context->arena, "PUBLIC KEY", der, &pem));
        assert_int_equal(pem.size, source->size);
        assert_memory_equal(pem.data, source->data, pem.size);
    }
}

static void test_forms_that_there_are_not(void **state)
{
    struct context *context = *state;
    struct signing_key *key = generate(context, KEY_X25519);
    struct byte_range der;

    assert_false(private_key_write(context->arena, key, PRIVATE_KEY_OPENSSL, false, &der));
    signing_key_release(key);
}

static void test_encrypted_and_decrypted(void **state)
{
    struct context *context = *state;
    struct signing_key *key = generate(context, KEY_ECDSA_P256);
    struct byte_range der, encrypted, again, plain;
    const char *why;

    assert_true(private_key_write(context->arena, key, PRIVATE_KEY_PKCS8, false, &der));
    assert_true(pkcs8_encrypt(context->arena, der, range_of("secret", 6), random_system, NULL, &encrypted));
    assert_true(pkcs8_encrypt(context->arena, der, range_of("secret", 6), random_system, NULL, &again));
    assert_int_equal(encrypted.size, again.size);
    assert_memory_not_equal(encrypted.data, again.data, encrypted.size);
    assert_true(pkcs8_decrypt(context->arena, encrypted, range_of("secret", 6), PBKDF2_ITERATIONS, &plain, &why));
    assert_int_equal(plain.size, der.size);
    assert_memory_equal(plain.data, der.data, der.size);
    assert_false(pkcs8_decrypt(context->arena, encrypted, range_of("Secret", 6), PBKDF2_ITERATIONS, &plain, &why));
    assert_non_null(strstr(why, "passphrase is wrong"));
    assert_false(pkcs8_decrypt(context->arena, encrypted, range_of("secret", 6), PBKDF2_ITERATIONS - 1, &plain, &why));
    assert_non_null(strstr(why, "more PBKDF2 iterations"));
    signing_key_release(key);
}

/* Each byte of what describes the encryption wrong, and each cut: never a key, always a reason. */
static void test_encryption_parameters_that_are_damaged(void **state)
{
    struct context *context = *state;
    const char *path = "fixtures/keys/test-ecdsa-p256-encrypted.pem";
    const struct source *source;
    struct key_block block;
    struct byte_range plain;
    const char *why;
    uint8_t *copy;

    assert_true(source_load(context->arena, path, path, KEY_FILE_LIMIT, &context->diagnostics, &source));
    assert_true(key_block_find(context->arena, source, KEY_WANTED_PRIVATE, &context->diagnostics, &block));
    for (size_t size = 0; size < block.der.size; size++) {
        why = NULL;
        assert_false(pkcs8_decrypt(context->arena, range_of(block.der.data, size), range_of("nrf53pack", 9), 5000,
                                   &plain, &why));
        assert_non_null(why);
    }
    copy = arena_alloc(context->arena, block.der.size);
    for (size_t at = 0; at < block.der.size; at++) {
        memcpy(copy, block.der.data, block.der.size);
        copy[at] ^= 0x81;
        why = NULL;
        if (!pkcs8_decrypt(context->arena, range_of(copy, block.der.size), range_of("nrf53pack", 9), 5000, &plain,
                           &why)) {
            assert_non_null(why);
        }
    }
}

static bool no_random(void *state, uint8_t *output, size_t size)
{
    (void)state;
    memset(output, 0, size);
    return false;
}

static void test_without_random_numbers_there_is_no_key(void **state)
{
    struct context *context = *state;
    struct byte_range der;

    for (size_t i = 0; i < ARRAY_LENGTH(all_types); i++) {
        struct signing_key *key;

        assert_false(
            key_generate(context->arena, all_types[i], false, "new", no_random, NULL, &context->diagnostics, &key));
        assert_said(context, "no usable random numbers");
    }
    assert_false(pkcs8_encrypt(context->arena, range_of("x", 1), range_of("y", 1), no_random, NULL, &der));
}

/* Points whose hashes were searched for. */
static void test_nsib_refuses_hashes_with_an_empty_half_word(void **state)
{
    static const struct {
        uint32_t number; /* in the last bytes of the point */
        bool suits;
    } table[] = {
        { 0, true },      { 5330, false }, /* bytes 0 and 1 of the hash are 0xff */
        { 53351, false },                  /* 14 and 15, the last of those that are stored */
        { 8373, true },                    /* across two half-words */
        { 1668, true },                    /* 15 and 16 */
        { 6601, true },                    /* only behind the 16 bytes */
    };
    struct public_key key = { .type = KEY_ECDSA_P256 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        for (size_t k = 0; k < 4; k++) {
            key.point[60 + k] = (uint8_t)(table[i].number >> (24 - 8 * k));
        }
        assert_int_equal(key_suits_nsib(&key), table[i].suits);
    }
    key.type = KEY_ED25519;
    assert_false(key_suits_nsib(&key));
}

/* The first private number that is asked for is 4444, whose public half does not suit; then random ones. */
static bool unsuitable_first(void *state, uint8_t *output, size_t size)
{
    bool *asked = state;

    if (*asked) {
        return random_system(NULL, output, size);
    }
    *asked = true;
    memset(output, 0, size);
    output[size - 2] = 4444 >> 8;
    output[size - 1] = 4444 & 0xff;
    return true;
}

static void test_keygen_for_nsib_tries_again(void **state)
{
    struct context *context = *state;
    struct signing_key *first, *second;
    bool asked = false;

    assert_true(key_generate(context->arena, KEY_ECDSA_P256, false, "new", unsuitable_first, &asked,
                             &context->diagnostics, &first));
    assert_false(key_suits_nsib(first->public_half));
    asked = false;
    assert_true(key_generate(context->arena, KEY_ECDSA_P256, true, "new", unsuitable_first, &asked,
                             &context->diagnostics, &second));
    assert_true(key_suits_nsib(second->public_half));
    signing_key_release(second);
    signing_key_release(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_new_keys_differ_and_sign),
        WITH_CONTEXT(test_what_is_written_is_read_again),
        WITH_CONTEXT(test_forms_are_those_of_openssl),
        WITH_CONTEXT(test_public_halves_are_those_of_openssl),
        WITH_CONTEXT(test_forms_that_there_are_not),
        WITH_CONTEXT(test_encrypted_and_decrypted),
        WITH_CONTEXT(test_encryption_parameters_that_are_damaged),
        WITH_CONTEXT(test_without_random_numbers_there_is_no_key),
        WITH_CONTEXT(test_nsib_refuses_hashes_with_an_empty_half_word),
        WITH_CONTEXT(test_keygen_for_nsib_tries_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
