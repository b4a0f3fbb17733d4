/* Decryption of images: the way back for every scheme, and that nothing but the right key opens an image. */
#include "encryption_test.h"

#include "image/image_verify.h"
#include "sign/decryption.h"
#include "sign/image_writer.h"
#include "crypto/wrapping_key.h"

#define HEADER_SIZE 0x200u

static const char firmware_text[] = "a firmware whose length is no multiple of a block";

static struct decryption_key *opener_of(struct context *context, const struct scheme *scheme)
{
    struct decryption_key *key = NULL;

    if (scheme->key != NULL) {
        assert_true(decryption_key_load(context->arena, scheme->key, NULL, &context->diagnostics, &key));
        return key;
    }
    key = arena_alloc(context->arena, sizeof *key);
    key->path = "wrapping key";
    /* A copy, because it is wiped with the key. */
    key->wrapping_key =
        range_of(arena_strndup(context->arena, (const char *)wrapping_key, scheme->key_size), scheme->key_size);
    return key;
}

/* An image with protected TLVs, hash, signature and encrypted key. */
static struct mcuboot_image *make_image(struct context *context, const struct scheme *scheme, bool clear,
                                        struct byte_range *file)
{
    size_t position;
    struct encryption_options encryption = options_of(context, scheme, &position);
    const struct image_options options = {
        .version = { 1, 2, 3, 4 },
        .header_size = HEADER_SIZE,
        .pad_header = true,
        .erased_value = 0xff,
        .has_security_counter = true,
        .security_counter = 5,
        .encryption = &encryption,
    };
    struct signing_key *signing = NULL;
    const struct source *source = source_from_bytes(context->arena, "image", "", 0);
    struct mcuboot_image *image = NULL;

    encryption.clear = clear;
    assert_true(
        signing_key_load(context->arena, "fixtures/keys/test-ed25519.pem", NULL, &context->diagnostics, &signing));
    assert_true(image_write(context->arena, source, range_of(firmware_text, sizeof firmware_text), &options,
                            signer_with_key(context->arena, signing), &context->diagnostics, file));
    signing_key_release(signing);
    source = source_from_bytes(context->arena, "image", file->data, file->size);
    assert_true(mcuboot_image_read(context->arena, source, &context->diagnostics, &image));
    return image;
}

static struct mcuboot_tlv_entry *tlv_of(const struct mcuboot_image *image, uint16_t type)
{
    for (size_t i = 0; i < image->count; i++) {
        if (image->items[i].type == type) {
            return &image->items[i];
        }
    }
    fail_msg("image has no TLV 0x%02x", type);
    return NULL;
}

static void assert_verifies(struct context *context, const struct mcuboot_image *image)
{
    struct verdicts verdicts = { 0 };

    mcuboot_image_verify(context->arena, image, public_half(context, "fixtures/keys/test-ed25519.pub.pem"), NULL,
                         &verdicts);
    assert_int_equal(verdicts_find(&verdicts, "hash"), VERDICT_PASS);
    assert_int_equal(verdicts_find(&verdicts, "key hash"), VERDICT_PASS);
    assert_int_equal(verdicts_find(&verdicts, "signature"), VERDICT_PASS);
}

static void assert_fault(struct context *context, const struct mcuboot_image *image, const struct decryption_key *key,
                         const char *said)
{
    const char *fault = NULL;

    assert_null(image_decrypt(context->arena, image, key, &fault));
    assert_non_null(fault);
    if (strstr(fault, said) == NULL) {
        fail_msg("expected '%s', got '%s'", said, fault);
    }
}

static uint8_t hex_digit(char digit)
{
    return (uint8_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

static void hex_bytes(const char *hex, uint8_t *bytes)
{
    for (size_t i = 0; hex[2 * i] != '\0'; i++) {
        bytes[i] = (uint8_t)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
    }
}

static void test_there_and_back(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++) {
        struct decryption_key *key = opener_of(context, &schemes[i]);
        struct byte_range file;
        struct mcuboot_image *image = make_image(context, &schemes[i], false, &file);
        const struct mcuboot_image *plain;
        const char *fault = NULL;

        assert_int_equal(image->header.flags,
                         schemes[i].key_size == 16 ? MCUBOOT_F_ENCRYPTED_AES128 : MCUBOOT_F_ENCRYPTED_AES256);
        assert_int_equal(image->payload.size % 16, 0);
        assert_memory_not_equal(image->payload.data, firmware_text, sizeof firmware_text);
        plain = image_decrypt(context->arena, image, key, &fault);
        assert_non_null(plain);
        assert_true(plain->is_decrypted);
        assert_memory_equal(plain->payload.data, firmware_text, sizeof firmware_text);
        assert_verifies(context, plain);
        /* The file itself stays as it was. */
        assert_memory_not_equal(file.data + HEADER_SIZE, firmware_text, sizeof firmware_text);
        decryption_key_release(key);
    }
}

static void test_damaged_firmware_fails_the_hash(void **state)
{
    struct context *context = *state;
    struct decryption_key *key = opener_of(context, &schemes[2]);
    struct byte_range file;
    struct mcuboot_image *image = make_image(context, &schemes[2], false, &file);
    struct verdicts verdicts = { 0 };
    const char *fault = NULL;

    ((uint8_t *)(uintptr_t)image->payload.data)[3] ^= 1;
    mcuboot_image_verify(context->arena, image_decrypt(context->arena, image, key, &fault), NULL, NULL, &verdicts);
    assert_int_equal(verdicts_find(&verdicts, "hash"), VERDICT_FAIL);
    decryption_key_release(key);
}

/* X25519 does not look at the highest bit of a public key (RFC 7748, section 5), so that one may have any value. */
static bool is_idle_bit(uint16_t type, size_t bit)
{
    return (type == MCUBOOT_TLV_ENC_X25519 || type == MCUBOOT_TLV_ENC_X25519_SHA512) && bit == 31 * 8 + 7;
}

static void flip_bits(struct context *context, const struct scheme *scheme, size_t step)
{
    struct decryption_key *key = opener_of(context, scheme);
    struct byte_range file;
    struct mcuboot_image *image = make_image(context, scheme, false, &file);
    struct mcuboot_tlv_entry *entry = tlv_of(image, scheme->type);
    uint8_t *bytes = (uint8_t *)(uintptr_t)entry->data.data;

    for (size_t bit = 0; bit < entry->data.size * 8; bit += step) {
        const char *fault = NULL;
        struct arena *arena = arena_create();

        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if ((image_decrypt(arena, image, key, &fault) != NULL) != is_idle_bit(scheme->type, bit)) {
            fail_msg("TLV 0x%02x, bit %zu: %s", scheme->type, bit, fault == NULL ? "opened" : fault);
        }
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        arena_destroy(arena);
    }
    decryption_key_release(key);
}

static void test_every_bit_of_the_tlv_counts(void **state)
{
    for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++) {
        /* RSA takes its time; with AES-256 a sample of the bits shall do. */
        flip_bits(*state, &schemes[i],
                  schemes[i].type == MCUBOOT_TLV_ENC_RSA2048 && schemes[i].key_size == 32 ? 61 : 1);
    }
}

/* Nothing but MCUboot's own length is taken, whatever stands behind it. */
static void test_lengths(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++) {
        struct decryption_key *key = opener_of(context, &schemes[i]);
        struct byte_range file;
        struct mcuboot_image *image = make_image(context, &schemes[i], false, &file);
        struct mcuboot_tlv_entry *entry = tlv_of(image, schemes[i].type);
        size_t right = entry->data.size;
        uint8_t *longer = arena_alloc(context->arena, right + 40);

        memcpy(longer, entry->data.data, right);
        for (size_t size = 0; size < right + 40; size++) {
            if (size != right) {
                entry->data = range_of(longer, size);
                assert_fault(context, image, key, arena_printf(context->arena, "TLV has %zu bytes; with", size));
            }
        }
        decryption_key_release(key);
    }
}

static void test_other_keys(void **state)
{
    static const struct scheme foreign[] = {
        { "fixtures/keys/test-nsib-p256.pem", DIGEST_SHA256, 16, 0, NULL },
    };
    static const uint8_t other_wrapping_key[16] = { 1 };
    struct context *context = *state;
    struct decryption_key *key = opener_of(context, &foreign[0]);
    struct byte_range file;

    assert_fault(context, make_image(context, &schemes[0], false, &file), key,
                 "ENCEC256 TLV was not made for the key 'fixtures/keys/test-nsib-p256.pem', or is damaged");
    assert_fault(context, make_image(context, &schemes[2], false, &file), key,
                 "encrypted for another type of key (ENCX25519), the given one is ECDSA P-256");
    decryption_key_release(key);

    key = opener_of(context, &schemes[8]);
    key->wrapping_key = range_of(other_wrapping_key, 16);
    assert_fault(context, make_image(context, &schemes[8], false, &file), key, "ENCKW TLV was not made for the key");
    key->wrapping_key = range_of(wrapping_key, 32);
    assert_fault(context, make_image(context, &schemes[8], false, &file), key,
                 "the given wrapping key has 256 bits, the image was encrypted with 128");
    assert_fault(context, make_image(context, &schemes[6], false, &file), key,
                 "encrypted for another type of key (ENCRSA2048), the given one is a wrapping key");
}

/* What imgtool 2.2.0 makes with --encrypt-keylen 256, with the fixed numbers. */
static void test_keys_of_old_imgtools(void **state)
{
    static const struct {
        size_t scheme;
        const char *tlv;
    } table[] = {
        { 1, "0432caea8d232028655757b7041a65c8aafb057abcc671d9b567c7b816da9c7ebfa7bde5bee12ec7"
             "40f3361487d8eadce3dc0a194a1865d4d9132d7ab994c1f0512eb4841e7030c83df8b65862fbdb00"
             "479e53b94159116ca09a5eeb957b4cb7207a4a4990578f7a31fda5992033096c6a4bc83b67ca5384"
             "e1a58028c98b5ad6b8" },
        { 3, "9daaffa944ce84d26cbc88b3b97561600e5a45083360efb79f0f991948cc906861a43f0b60fe51cd"
             "41b55d95996082d9478c11cfe3eb31110e133df4eb57fe6e614cf144f7e497502a7ef6f030bb8b01"
             "0ec85f2651da564742d2717f9eea5853" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct scheme *scheme = &schemes[table[i].scheme];
        struct decryption_key *key = opener_of(context, scheme);
        struct byte_range file;
        struct mcuboot_image *image = make_image(context, scheme, false, &file);
        uint8_t *bytes = arena_alloc(context->arena, strlen(table[i].tlv) / 2);

        hex_bytes(table[i].tlv, bytes);
        tlv_of(image, scheme->type)->data.data = bytes;
        assert_fault(context, image, key, "is of an imgtool before 2.3.0");
        bytes[0] ^= 0x10;
        assert_fault(context, image, key, "or is damaged");
        decryption_key_release(key);
    }
}

static void test_flags(void **state)
{
    struct context *context = *state;
    struct decryption_key *key = opener_of(context, &schemes[2]);
    struct byte_range file;
    struct mcuboot_image *image = make_image(context, &schemes[2], false, &file);

    image->header.flags |= MCUBOOT_F_ENCRYPTED_AES256;
    assert_fault(context, image, key, "with AES-128 and with AES-256");
    image->header.flags = MCUBOOT_F_ENCRYPTED_AES256;
    assert_fault(context, image, key, "TLV has 80 bytes; with an image key of 256 bits MCUboot takes 96");
    image->header.flags = 0;
    assert_fault(context, image, key, "not encrypted");
    image->header.flags = MCUBOOT_F_ENCRYPTED_AES128;
    tlv_of(image, MCUBOOT_TLV_ENC_X25519)->type = 0xa0;
    assert_fault(context, image, key, "has no TLV with its key");
    decryption_key_release(key);
}

static void test_lines_of_a_verification(void **state)
{
    struct context *context = *state;
    struct decryption_key *key = opener_of(context, &schemes[2]);
    struct decryption_key *other = opener_of(context, &schemes[0]);
    struct byte_range file;
    struct mcuboot_image *image = make_image(context, &schemes[2], false, &file);
    struct mcuboot_image *clear = make_image(context, &schemes[2], true, &file);
    struct verdicts verdicts = { 0 };

    assert_ptr_equal(decrypt_for_verification(context->arena, image, NULL, &verdicts), image);
    assert_int_equal(verdicts.count, 0);
    assert_verifies(context, decrypt_for_verification(context->arena, image, key, &verdicts));
    assert_int_equal(verdicts.items[0].verdict, VERDICT_PASS);
    assert_string_equal(verdicts.items[0].check, "encryption");
    assert_ptr_equal(decrypt_for_verification(context->arena, image, other, &verdicts), image);
    assert_int_equal(verdicts.items[1].verdict, VERDICT_FAIL);

    assert_memory_equal(clear->payload.data, firmware_text, sizeof firmware_text);
    assert_verifies(context, decrypt_for_verification(context->arena, clear, key, &verdicts));
    assert_int_equal(verdicts.items[2].verdict, VERDICT_PASS);
    assert_non_null(strstr(verdicts.items[2].detail, "plain although"));
    assert_ptr_equal(decrypt_for_verification(context->arena, clear, other, &verdicts), clear);
    assert_int_equal(verdicts.items[3].verdict, VERDICT_FAIL);

    clear->header.flags = 0;
    assert_ptr_equal(decrypt_for_verification(context->arena, clear, key, &verdicts), clear);
    assert_int_equal(verdicts.items[4].verdict, VERDICT_ABSENT);
    decryption_key_release(other);
    decryption_key_release(key);
}

static void test_keys_that_decrypt_nothing(void **state)
{
    static const struct {
        const char *path, *said;
    } table[] = {
        { "fixtures/keys/test-ed25519.pem", "it is Ed25519" },
        { "fixtures/keys/test-rsa-3072.pem", "it is RSA-3072" },
        { "fixtures/keys/test-ecdsa-p384.pem", "it is ECDSA P-384" },
        { "fixtures/keys/test-x25519.pub.pem", "only a public key" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct decryption_key *key = NULL;

        assert_false(decryption_key_load(context->arena, table[i].path, NULL, &context->diagnostics, &key));
        assert_said(context, table[i].said);
        assert_null(key);
    }
}

static void test_wrapping_key_files(void **state)
{
    static const struct {
        const char *text;
        size_t size; /* of the key; 0: refused */
        const char *said;
    } table[] = {
        { "0VoElcTCqP8weM5Jtfyy3Q==", 16, "" }, /* MCUboot's enc-aes128kw.b64 */
        { " 5FxRRtIcgjXMGhmvofKq\r\nIMiMf0Bs2yKqarXLqvixW7Q=\n", 32, "" },
        { "0VoElcTCqP8weM5Jtfyy3Q", 0, "nor the whole base64" },
        { "0VoElcTCqP8weM5Jtfyy3Q==0VoE", 0, "nor the whole base64" },
        { "0VoElcTCqP8weM5Jtfyy3R==", 0, "nor the whole base64" }, /* bits behind the key */
        { "AAAA", 0, "wrapping key has 24 bits: expected 128 or 256" },
        { "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0, "wrapping key has 192 bits" },
        { "\1\2\3\4\5\6\7\1\1\2\3\4\5\6\7\1", 0, "expected in base64" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct source *source = source_from_bytes(context->arena, "kek", table[i].text, strlen(table[i].text));
        struct byte_range key = { 0 };

        assert_true(wrapping_key_recognised(source));
        assert_int_equal(wrapping_key_read(context->arena, source, &context->diagnostics, &key), table[i].size != 0);
        assert_int_equal(key.size, table[i].size);
        if (table[i].size == 0) {
            assert_said(context, table[i].said);
        }
    }
    assert_false(wrapping_key_recognised(source_from_bytes(context->arena, "kek", "", 0)));
    assert_false(wrapping_key_recognised(source_from_bytes(context->arena, "kek", " \n", 2)));
    assert_false(wrapping_key_recognised(source_from_bytes(context->arena, "kek", "-----BEGIN", 10)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_there_and_back),
        WITH_CONTEXT(test_damaged_firmware_fails_the_hash),
        WITH_CONTEXT(test_every_bit_of_the_tlv_counts),
        WITH_CONTEXT(test_lengths),
        WITH_CONTEXT(test_other_keys),
        WITH_CONTEXT(test_keys_of_old_imgtools),
        WITH_CONTEXT(test_flags),
        WITH_CONTEXT(test_lines_of_a_verification),
        WITH_CONTEXT(test_keys_that_decrypt_nothing),
        WITH_CONTEXT(test_wrapping_key_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
