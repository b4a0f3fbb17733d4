/* TLVs of written images: their order and bytes, names as UUIDs, boot records, signatures in every form. */
#include "image_test.h"

#include "base/attributes.h"
#include "base/text.h"
#include "image/mcuboot_image.h"
#include "sign/image_check.h"
#include "sign/image_writer.h"

static struct image_options usual_options(void)
{
    return (struct image_options){
        .version = { 1, 2, 3, 4 }, .header_size = 0x20, .pad_header = true, .erased_value = 0xff
    };
}

static const struct mcuboot_image *read_draft(struct context *context, const struct image_draft *draft)
{
    const struct source *source = source_from_bytes(context->arena, "image", draft->bytes, draft->size);
    struct mcuboot_image *image;

    assert_true(mcuboot_image_read(context->arena, source, &context->diagnostics, &image));
    return image;
}

static const struct source *firmware_source(struct context *context)
{
    return source_from_bytes(context->arena, "firmware", "firmware!", 9);
}

static void prepare(struct context *context, const struct image_options *options, const struct public_key *key,
                    struct image_draft *draft)
{
    const struct source *source = firmware_source(context);

    assert_true(
        image_prepare(context->arena, source, range_of_source(source), options, key, &context->diagnostics, draft));
}

static struct signing_key *load(struct context *context, const char *path)
{
    struct signing_key *key = NULL;

    assert_true(signing_key_load(context->arena, path, NULL, &context->diagnostics, &key));
    return key;
}

static const struct public_key *load_public(struct context *context, const char *path)
{
    const struct source *source;
    struct public_key *key;

    assert_true(key_source_load(context->arena, path, &context->diagnostics, &source));
    assert_true(public_key_read(context->arena, source, &context->diagnostics, &key));
    return key;
}

static const char *hex_of(struct context *context, struct byte_range bytes)
{
    return text_hex(context->arena, bytes.data, bytes.size);
}

static void test_protected_tlvs_in_order(void **state)
{
    static const uint16_t order[] = { 0x50, 0x60, 0x40, 0x40, 0x74, 0x75, 0xa3, 0xa1, 0x10 };
    struct context *context = *state;
    struct image_options options = usual_options();
    const struct mcuboot_image *image;
    struct image_draft draft;

    options.has_security_counter = true;
    options.boot_record = "SPE";
    ARENA_PUSH(context->arena, &options.dependencies)->image = 1;
    ARENA_PUSH(context->arena, &options.dependencies)->version = (struct mcuboot_version){ 1, 2, 0x304, 0x5060708 };
    options.vendor_id.present = options.class_id.present = true;
    *ARENA_PUSH(context->arena, &options.custom_tlvs) = (struct custom_tlv){ 0xa3, range_of("abc", 3) };
    *ARENA_PUSH(context->arena, &options.custom_tlvs) = (struct custom_tlv){ 0xa1, range_of("", 0) };
    prepare(context, &options, NULL, &draft);
    assert_true(image_sign(&draft, NULL, &context->diagnostics));
    image = read_draft(context, &draft);
    assert_int_equal(image->count, ARRAY_LENGTH(order));
    for (size_t i = 0; i < image->count; i++) {
        assert_int_equal(image->items[i].type, order[i]);
        assert_int_equal(image->items[i].is_protected, order[i] != 0x10);
    }
    assert_string_equal(hex_of(context, image->items[3].data), "000000000102040308070605");
    assert_int_equal(image->header.protect_tlv_size, draft.hashed.size - 0x20 - 9);
}

/* The head of a map of five, its keys 1, 4, 5, 6 and 2, and texts and bytes of these lengths: RFC 8949, 3. */
static void test_boot_record(void **state)
{
    struct context *context = *state;
    const uint8_t signer[2] = { 0xab, 0xcd };
    const struct boot_record record = { "SPE", { 255, 0, 65535, 9 }, range_of(signer, sizeof signer), DIGEST_SHA384 };
    const char *hex = hex_of(context, boot_record_write(context->arena, &record));
    const char *zeros = "0000000000000000000000000000000000000000000000000000000000000000"
                        "00000000000000000000000000000000";

    assert_string_equal(hex, arena_printf(context->arena, "a5%s%s%s%s%s%s", "0163535045", "046b3235352e302e3635353335",
                                          "0542abcd", "0666534841333834", "025830", zeros));
    assert_true(boot_record_type_valid("ABCDEFGHIJKL"));
    assert_false(boot_record_type_valid("ABCDEFGHIJKLM"));
    assert_true(
        boot_record_type_valid("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"));
    assert_false(boot_record_type_valid("\xc3"));
}

static void test_uuids(void **state)
{
    static const char *const refused[] = { "", "a\tb", "\xff" };
    struct context *context = *state;
    const struct image_uuid absent = { .present = false };
    struct image_uuid uuid;

    /* RFC 9562, appendix A.4 */
    assert_true(image_uuid_parse(&uuid_namespace_dns, "www.example.com", &uuid));
    assert_string_equal(hex_of(context, range_of(uuid.bytes, 16)), "2ed6657de927568b95e12665a8aea6a2");
    assert_true(image_uuid_parse(&absent, "00112233-4455-6677-8899-aaBBccDDeeFF", &uuid));
    assert_string_equal(hex_of(context, range_of(uuid.bytes, 16)), "00112233445566778899aabbccddeeff");
    assert_true(image_uuid_parse(&absent, "00112233445566778899aabbccddeeff", &uuid));
    assert_false(image_uuid_parse(&absent, "0011223344556677-8899aabbccddeeff", &uuid));
    for (size_t i = 0; i < ARRAY_LENGTH(refused); i++) {
        assert_false(image_uuid_parse(&uuid_namespace_dns, refused[i], &uuid));
    }
}

static void test_protected_area_has_16_bits(void **state)
{
    struct context *context = *state;
    const struct source *source = firmware_source(context);
    struct image_options options = usual_options();
    struct image_draft draft;
    struct custom_tlv *tlv = ARENA_PUSH(context->arena, &options.custom_tlvs);

    *tlv = (struct custom_tlv){ 0xa0, range_of(arena_alloc(context->arena, 65536), 65527) };
    prepare(context, &options, NULL, &draft);
    assert_true(image_sign(&draft, NULL, &context->diagnostics));
    assert_int_equal(read_draft(context, &draft)->header.protect_tlv_size, 65535);
    tlv->bytes.size++;
    assert_false(
        image_prepare(context->arena, source, range_of_source(source), &options, NULL, &context->diagnostics, &draft));
    assert_said(context, "1 protected TLVs of 65536 bytes do not fit");
}

/* Each key signs the hashes that imgtool lets it sign, and names its key by the same hash. */
static void test_hash_follows_the_key(void **state)
{
    static const struct {
        const char *key;
        bool chooses;
        enum digest_algorithm choice;
        size_t size; /* 0: refused */
    } table[] = {
        { "fixtures/keys/test-ecdsa-p384.pub.pem", false, 0, 48 },
        { "fixtures/keys/test-ecdsa-p384.pub.pem", true, DIGEST_SHA256, 0 },
        { "fixtures/keys/test-ecdsa-p256.pub.pem", true, DIGEST_SHA512, 0 },
        { "fixtures/keys/test-ecdsa-p256.pub.pem", true, DIGEST_SHA256, 32 },
        { "fixtures/keys/test-rsa-2048.pub.pem", true, DIGEST_SHA384, 0 },
        { "fixtures/keys/test-ed25519.pub.pem", true, DIGEST_SHA512, 64 },
        { "fixtures/keys/test-ed25519.pub.pem", true, DIGEST_SHA384, 0 },
    };
    struct context *context = *state;
    const struct source *source = firmware_source(context);

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct public_key *key = load_public(context, table[i].key);
        struct image_options options = usual_options();
        struct image_draft draft;
        bool made;

        options.has_digest = table[i].chooses;
        options.digest = table[i].choice;
        made = image_prepare(context->arena, source, range_of_source(source), &options, key, &context->diagnostics,
                             &draft);
        assert_int_equal(made, table[i].size != 0);
        if (made) {
            assert_int_equal(draft.digest.size, table[i].size);
        } else {
            assert_said(context, "key does not sign a SHA");
        }
    }
}

static void test_pure_signature(void **state)
{
    struct context *context = *state;
    struct signing_key *key = load(context, "fixtures/keys/test-ed25519.pem");
    const struct source *source = firmware_source(context);
    struct image_options options = usual_options();
    const struct mcuboot_image *image;
    struct image_draft draft;

    options.pure = true;
    prepare(context, &options, key->public_half, &draft);
    assert_true(image_sign(&draft, signer_with_key(context->arena, key), &context->diagnostics));
    image = read_draft(context, &draft);
    assert_int_equal(image->count, 4);
    assert_int_equal(image->items[0].type, MCUBOOT_TLV_SHA512);
    assert_string_equal(hex_of(context, image->items[1].data), "01");
    assert_int_equal(image->items[2].data.size, 64);
    assert_true(public_key_verify_pure(key->public_half, draft.hashed, image->items[3].data));
    assert_false(
        image_prepare(context->arena, source, range_of_source(source), &options, NULL, &context->diagnostics, &draft));
    assert_said(context, "needs an Ed25519 key, there is none");
    signing_key_release(key);
}

static size_t signature_size(struct context *context, struct signing_key *key, bool padded, uint32_t build)
{
    struct image_options options = usual_options();
    struct image_draft draft;

    options.pad_signature = padded;
    options.version.build = build;
    prepare(context, &options, key->public_half, &draft);
    assert_true(image_sign(&draft, signer_with_key(context->arena, key), &context->diagnostics));
    return mcuboot_image_signature(read_draft(context, &draft))->data.size;
}

/* Among so many images there are short DERs too; padded, all have their full length. */
static void test_padded_signatures(void **state)
{
    static const struct {
        const char *key;
        size_t full;
    } table[] = { { "fixtures/keys/test-ecdsa-p256.pem", 72 }, { "fixtures/keys/test-ecdsa-p384.pem", 103 } };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct signing_key *key = load(context, table[i].key);
        size_t shorter = 0;

        for (uint32_t build = 0; build < 12; build++) {
            size_t plain = signature_size(context, key, false, build);

            shorter += plain < table[i].full ? 1 : 0;
            assert_int_equal(signature_size(context, key, true, build), plain < table[i].full ? table[i].full : plain);
        }
        assert_true(shorter > 0);
        signing_key_release(key);
    }
}

/* Every bit of what stands behind the firmware is looked at before an image is written. */
static void test_damaged_images_are_not_written(void **state)
{
    static const char *const keys[] = { NULL, "fixtures/keys/test-ecdsa-p256.pem", "fixtures/keys/test-ed25519.pem" };
    struct context *context = *state;

    for (size_t i = 0; i < 2 * ARRAY_LENGTH(keys); i++) {
        const char *path = keys[i / 2];
        struct signing_key *key = path == NULL ? NULL : load(context, path);
        struct image_options options = usual_options();
        struct image_draft draft;

        options.full_public_key = i % 2 != 0;
        prepare(context, &options, key == NULL ? NULL : key->public_half, &draft);
        assert_true(image_sign(&draft, signer_with_key(context->arena, key), &context->diagnostics));
        assert_true(image_check(context->arena, &draft, &context->diagnostics));
        for (size_t bit = 8 * draft.area; bit < 8 * draft.size; bit++) {
            draft.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_false(image_check(context->arena, &draft, &context->diagnostics));
            draft.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        assert_true(image_check(context->arena, &draft, &context->diagnostics));
        signing_key_release(key);
    }
}

/* Space that the linker left is kept as it is, filled on demand, and never overwritten when something stands there. */
static void test_header_space_in_the_file(void **state)
{
    struct context *context = *state;
    uint8_t firmware[0x40] = { 0 };
    struct byte_range bytes = range_of(firmware, sizeof firmware);
    struct image_options options = usual_options();
    struct image_draft draft;

    options.pad_header = false;
    options.header_size = 0x30;
    assert_true(
        image_prepare(context->arena, firmware_source(context), bytes, &options, NULL, &context->diagnostics, &draft));
    assert_int_equal(draft.bytes[0x2f], 0);
    options.fill_header = true;
    memset(firmware, 0xff, 0x30);
    assert_true(
        image_prepare(context->arena, firmware_source(context), bytes, &options, NULL, &context->diagnostics, &draft));
    assert_int_equal(draft.bytes[0x2f], 0xff);
    assert_int_equal(draft.bytes[0x30], 0);
    firmware[3] = 7;
    assert_false(
        image_prepare(context->arena, firmware_source(context), bytes, &options, NULL, &context->diagnostics, &draft));
    assert_said(context, "are not zero");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_protected_tlvs_in_order),
        WITH_CONTEXT(test_boot_record),
        WITH_CONTEXT(test_uuids),
        WITH_CONTEXT(test_protected_area_has_16_bits),
        WITH_CONTEXT(test_hash_follows_the_key),
        WITH_CONTEXT(test_pure_signature),
        WITH_CONTEXT(test_padded_signatures),
        WITH_CONTEXT(test_header_space_in_the_file),
        WITH_CONTEXT(test_damaged_images_are_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
