/* Key files that are cut, damaged, wrapped in other text, or of a kind that is not read: one clear error each. */
#include "image_test.h"

#include "base/attributes.h"
#include "base/text.h"
#include "crypto/key_block.h"
#include "crypto/keys.h"

#define ODD "tests/unit/data/keys/"

static const struct passphrase_source right = { .file = "tests/unit/data/passphrase.txt" };

static struct byte_range load_bytes(struct context *context, const char *path)
{
    const struct source *source;

    assert_true(source_load(context->arena, path, path, KEY_FILE_LIMIT, &context->diagnostics, &source));
    return range_of_source(source);
}

/* Reads a file of these bytes as a private key and forgets it; the public half's hash tells which key it was. */
static bool read_bytes(struct context *context, struct byte_range bytes, uint8_t hash[32])
{
    const struct source *source = source_from_bytes(context->arena, "key", bytes.data, bytes.size);
    struct signing_key *key;

    if (!signing_key_read(context->arena, source, &right, &context->diagnostics, &key)) {
        return false;
    }
    memcpy(hash, key->public_half->hash, 32);
    signing_key_release(key);
    return true;
}

static bool read_public_bytes(struct context *context, struct byte_range bytes, uint8_t hash[32])
{
    const struct source *source = source_from_bytes(context->arena, "key", bytes.data, bytes.size);
    struct public_key *key;

    if (!public_key_read(context->arena, source, &context->diagnostics, &key)) {
        return false;
    }
    memcpy(hash, key->hash, 32);
    return true;
}

static struct byte_range text_of(struct context *context, const char *before, struct byte_range text, const char *after)
{
    char *whole = arena_printf(context->arena, "%s%.*s%s", before, (int)text.size, (const char *)text.data, after);

    return range_of(whole, strlen(whole));
}

static struct byte_range der_of(struct context *context, const char *path)
{
    const struct source *source;
    struct key_block block;

    assert_true(source_load(context->arena, path, path, KEY_FILE_LIMIT, &context->diagnostics, &source));
    assert_true(key_block_find(context->arena, source, KEY_WANTED_ANY, &context->diagnostics, &block));
    return block.der;
}

static const char *const private_files[] = {
    "fixtures/keys/test-ecdsa-p256.pem",
    "fixtures/keys/test-ecdsa-p256-sec1.pem",
    "fixtures/keys/test-ecdsa-p384.pem",
    "fixtures/keys/test-rsa-2048.pem",
    "fixtures/keys/test-rsa-2048-pkcs1.pem",
    "fixtures/keys/test-ed25519.pem",
    "fixtures/keys/test-x25519.pem",
    ODD "ed25519-with-public.pem",
    ODD "sec1-aes128.pem",
};

static const char *const public_files[] = {
    "fixtures/keys/test-ecdsa-p256.pub.pem", "fixtures/keys/test-ecdsa-p384.pub.pem",
    "fixtures/keys/test-rsa-2048.pub.pem",   "fixtures/keys/test-ed25519.pub.pem",
    "fixtures/keys/test-x25519.pub.pem",     ODD "rsa-2048-pkcs1.pub.pem",
};

static bool cut_reads(struct context *whole, bool is_private, struct byte_range bytes)
{
    struct context *context = arena_alloc(whole->arena, sizeof *context);
    uint8_t hash[32];
    bool done;

    context->arena = arena_create();
    context->diagnostics = diagnostics_create(context->arena);
    done = is_private ? read_bytes(context, bytes, hash) : read_public_bytes(context, bytes, hash);
    assert_int_equal(context->diagnostics.count, done ? 0 : 1);
    arena_destroy(context->arena);
    return done;
}

static void test_pem_cut_at_every_byte(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(private_files) + ARRAY_LENGTH(public_files); i++) {
        bool is_private = i < ARRAY_LENGTH(private_files);
        const char *path = is_private ? private_files[i] : public_files[i - ARRAY_LENGTH(private_files)];
        struct byte_range bytes = load_bytes(context, path);

        assert_true(cut_reads(context, is_private, bytes));
        /* The newline at the end is the only byte that nothing needs. */
        assert_true(cut_reads(context, is_private, range_of(bytes.data, bytes.size - 1)));
        for (size_t size = 0; size + 1 < bytes.size; size++) {
            assert_false(cut_reads(context, is_private, range_of(bytes.data, size)));
        }
    }
}

static void test_der_cut_at_every_byte_and_longer(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(private_files) + ARRAY_LENGTH(public_files) - 1; i++) {
        bool is_private = i < ARRAY_LENGTH(private_files) - 1;
        const char *path = is_private ? private_files[i] : public_files[i + 1 - ARRAY_LENGTH(private_files)];
        struct byte_range der = der_of(context, path);
        uint8_t *longer = arena_alloc(context->arena, der.size + 1);

        assert_true(cut_reads(context, is_private, der));
        for (size_t size = 0; size < der.size; size++) {
            assert_false(cut_reads(context, is_private, range_of(der.data, size)));
        }
        memcpy(longer, der.data, der.size);
        assert_false(cut_reads(context, is_private, range_of(longer, der.size + 1)));
    }
}

/* Each byte of the DER wrong, lengths and tags among them: a key or one error, never both, never a read outside. */
static void test_der_with_each_byte_wrong(void **state)
{
    static const char *const files[] = { "fixtures/keys/test-ecdsa-p256.pem", "fixtures/keys/test-ed25519.pem",
                                         ODD "ed25519-with-public.pem" };
    static const uint8_t wrong[] = { 0x00, 0x7f, 0x81, 0xff };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        struct byte_range der = der_of(context, files[i]);
        uint8_t *copy = arena_alloc(context->arena, der.size);

        for (size_t at = 0; at < der.size; at++) {
            for (size_t k = 0; k < ARRAY_LENGTH(wrong); k++) {
                memcpy(copy, der.data, der.size);
                copy[at] = wrong[k];
                (void)cut_reads(context, true, range_of(copy, der.size));
            }
        }
        /* The outer tag and length have one right value each. */
        memcpy(copy, der.data, der.size);
        copy[1] ^= 1;
        assert_false(cut_reads(context, true, range_of(copy, der.size)));
        memcpy(copy, der.data, der.size);
        copy[0] = 0x31;
        assert_false(cut_reads(context, true, range_of(copy, der.size)));
    }
}

/* Nothing but the private number is wrong: the public half would go into images that it never verifies. */
static void test_halves_that_do_not_belong_together(void **state)
{
    static const char *const files[] = { "fixtures/keys/test-ecdsa-p256.pem", "fixtures/keys/test-ecdsa-p384.pem",
                                         "fixtures/keys/test-ecdsa-p256-sec1.pem" };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        struct byte_range der = der_of(context, files[i]);
        uint8_t *copy = arena_alloc(context->arena, der.size);
        uint8_t hash[32];
        size_t at = 0;

        memcpy(copy, der.data, der.size);
        /* ECPrivateKey begins with version 1 and an OCTET STRING. */
        while (memcmp(copy + at, "\x02\x01\x01\x04", 4) != 0) {
            at++;
        }
        copy[at + 20] ^= 1;
        assert_false(read_bytes(context, range_of(copy, der.size), hash));
        assert_said(context, "key is damaged");
    }
}

static struct byte_range with_crlf(struct context *context, struct byte_range text)
{
    struct text result = text_create(context->arena, KEY_FILE_LIMIT);

    for (size_t i = 0; i < text.size; i++) {
        text_append(&result, text.data[i] == '\n' ? "\r\n" : (char[]){ (char)text.data[i], '\0' });
    }
    return range_of(result.data, result.length);
}

static void test_what_may_stand_around_a_key(void **state)
{
    static const char prose[] =
        "Bag Attributes\n    friendlyName: the words -----BEGIN PRIVATE KEY----- inside a line\n";
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(private_files); i++) {
        struct byte_range bytes = load_bytes(context, private_files[i]);
        uint8_t wanted[32];

        assert_true(read_bytes(context, bytes, wanted));
        const struct byte_range forms[] = {
            text_of(context, "\xef\xbb\xbf", bytes, ""),
            text_of(context, prose, bytes, ""),
            text_of(context, "", bytes, "garbage behind it\n"),
            text_of(context, "\r\n\r\n", bytes, ""),
            with_crlf(context, bytes),
        };

        for (size_t k = 0; k < ARRAY_LENGTH(forms); k++) {
            uint8_t hash[32] = { 0 };

            assert_true(read_bytes(context, forms[k], hash));
            assert_memory_equal(hash, wanted, sizeof hash);
        }
    }
    assert_int_equal(context->diagnostics.count, 0);
}

static void test_several_blocks(void **state)
{
    struct context *context = *state;
    struct byte_range private_key = load_bytes(context, "fixtures/keys/test-ecdsa-p256.pem");
    struct byte_range public_key = load_bytes(context, "fixtures/keys/test-rsa-2048.pub.pem");
    struct byte_range both = text_of(context, (const char *)public_key.data, private_key, "");
    struct byte_range privates = text_of(context, (const char *)private_key.data, private_key, "");
    struct byte_range publics = text_of(context, (const char *)public_key.data, public_key, "");
    uint8_t hash[32], wanted[32];

    assert_true(read_bytes(context, private_key, wanted));
    assert_true(read_bytes(context, both, hash));
    assert_memory_equal(hash, wanted, sizeof hash);
    assert_true(read_public_bytes(context, public_key, wanted));
    assert_true(read_public_bytes(context, both, hash));
    assert_memory_equal(hash, wanted, sizeof hash);
    assert_false(read_bytes(context, privates, hash));
    assert_said(context, "several private keys in one file");
    assert_false(read_public_bytes(context, publics, hash));
    assert_said(context, "several public keys in one file");
    assert_false(read_public_bytes(context, privates, hash));
    assert_said(context, "several private keys in one file");
}

static void test_keys_in_odd_forms(void **state)
{
    static const struct {
        const char *path;
        const char *same_as;
    } table[] = {
        { ODD "with-parameters.pem", "fixtures/keys/test-ecdsa-p256.pem" },
        { ODD "ed25519-with-public.pem", "fixtures/keys/test-ed25519.pem" },
        { ODD "pbes2-sha224-aes192.pem", "fixtures/keys/test-ecdsa-p256.pem" },
        { ODD "pbes2-sha384-aes256.pem", "fixtures/keys/test-ecdsa-p256.pem" },
        { ODD "pbes2-sha512-aes128.pem", "fixtures/keys/test-ecdsa-p256.pem" },
        { ODD "sec1-aes128.pem", "fixtures/keys/test-ecdsa-p256.pem" },
        { ODD "sec1-aes256.pem", "fixtures/keys/test-ecdsa-p256.pem" },
        { ODD "sec1-des3.pem", "fixtures/keys/test-ecdsa-p256.pem" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        uint8_t hash[32], wanted[32];

        assert_true(read_bytes(context, load_bytes(context, table[i].path), hash));
        assert_true(read_bytes(context, load_bytes(context, table[i].same_as), wanted));
        assert_memory_equal(hash, wanted, sizeof hash);
    }
}

static void test_keys_that_are_not_read_say_why(void **state)
{
    static const struct {
        const char *path;
        const char *said;
    } table[] = {
        { ODD "scrypt.pem", "another key derivation than PBKDF2" },
        { ODD "pbes1.pem", "another scheme than PBES2" },
        { ODD "des3.pem", "another cipher than AES-CBC" },
        { ODD "sec1-camellia.pem", "a cipher that is not known" },
        { ODD "iterations-2147483647.pem", "more PBKDF2 iterations than" },
        { ODD "iterations-80-bits.pem", "more PBKDF2 iterations than" },
        { ODD "iterations-0.pem", "parameters cannot be read" },
        { ODD "iterations-negative.pem", "parameters cannot be read" },
        { ODD "explicit-curve.pem", "found ECDSA on a curve without a name" },
        { ODD "dsa.pem", "found DSA, expected" },
        { ODD "rsa-pss.pem", "found RSASSA-PSS, expected" },
        { ODD "secp256k1-sec1.pem", "found ECDSA secp256k1, expected" },
        { ODD "ed25519-with-other-public.pem", "no Ed25519 can be made of it" },
        { ODD "certificate.pem", "found 'CERTIFICATE'" },
        { ODD "openssh.pem", "found 'OPENSSH PRIVATE KEY'" },
        { ODD "compressed.pub.pem", "only a public key" },
        { "fixtures/keys/test-ed448.pem", "found Ed448, expected" },
        { "tests/unit/data/passphrase.txt", "no private key that can be read" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        uint8_t hash[32];

        assert_false(read_bytes(context, load_bytes(context, table[i].path), hash));
        assert_int_equal(context->diagnostics.count, 1);
        assert_said(context, table[i].said);
    }
}

static void test_block_with_a_wrong_label(void **state)
{
    struct context *context = *state;
    struct byte_range bytes = load_bytes(context, "fixtures/keys/test-ecdsa-p256.pub.pem");
    const char *body = strchr((const char *)bytes.data, '\n');
    const char *end = strstr(body, "-----END");
    char *text = arena_printf(context->arena, "-----BEGIN PRIVATE KEY-----%.*s-----END PRIVATE KEY-----\n",
                              (int)(end - body), body);
    uint8_t hash[32];

    assert_false(read_bytes(context, range_of(text, strlen(text)), hash));
    assert_said(context, "only a public key");
}

static void test_passphrases(void **state)
{
    static const struct {
        struct passphrase_source source;
        const char *said;
    } table[] = {
        { { .file = "tests/unit/data/no-such-file" }, "passphrase file 'tests/unit/data/no-such-file': no such file" },
        { { .file = "tests/unit/data" }, "is a folder" },
        { { .file = "tests/unit/data/keys/empty-line.txt" }, "its first line is empty" },
        { { .environment = "NRF53PACK_TEST_NOT_SET" }, "variable 'NRF53PACK_TEST_NOT_SET' holds no passphrase" },
        { { .file = NULL }, "is encrypted; give '--passphrase-env' or '--passphrase-file'" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct signing_key *key;

        assert_false(signing_key_load(context->arena, "fixtures/keys/test-ed25519-encrypted.pem", &table[i].source,
                                      &context->diagnostics, &key));
        assert_int_equal(context->diagnostics.count, 1);
        assert_said(context, table[i].said);
    }
}

/* The passphrase of a key that needs none is not even looked for. */
static void test_passphrase_of_a_plain_key(void **state)
{
    static const struct passphrase_source nowhere = { .file = "tests/unit/data/no-such-file" };
    struct context *context = *state;
    struct signing_key *key;

    assert_true(
        signing_key_load(context->arena, "fixtures/keys/test-ed25519.pem", &nowhere, &context->diagnostics, &key));
    assert_int_equal(context->diagnostics.count, 0);
    signing_key_release(key);
}

static bool holds(const struct source *source, const char *text)
{
    for (size_t i = 0; i + strlen(text) <= source->size; i++) {
        if (memcmp(source->data + i, text, strlen(text)) == 0) {
            return true;
        }
    }
    return false;
}

static void test_the_file_is_wiped(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(private_files); i++) {
        const struct source *source;
        struct signing_key *key;

        assert_true(source_load(context->arena, private_files[i], private_files[i], KEY_FILE_LIMIT,
                                &context->diagnostics, &source));
        assert_true(holds(source, "PRIVATE KEY"));
        assert_true(signing_key_read(context->arena, source, &right, &context->diagnostics, &key));
        for (size_t k = 0; k < source->size; k++) {
            assert_int_equal(source->data[k], 0);
        }
        signing_key_release(key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_pem_cut_at_every_byte),       WITH_CONTEXT(test_der_cut_at_every_byte_and_longer),
        WITH_CONTEXT(test_der_with_each_byte_wrong),    WITH_CONTEXT(test_halves_that_do_not_belong_together),
        WITH_CONTEXT(test_what_may_stand_around_a_key), WITH_CONTEXT(test_several_blocks),
        WITH_CONTEXT(test_keys_in_odd_forms),           WITH_CONTEXT(test_keys_that_are_not_read_say_why),
        WITH_CONTEXT(test_block_with_a_wrong_label),    WITH_CONTEXT(test_passphrases),
        WITH_CONTEXT(test_passphrase_of_a_plain_key),   WITH_CONTEXT(test_the_file_is_wiped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
