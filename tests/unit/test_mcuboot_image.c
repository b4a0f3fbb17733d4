/* The image reader against the image writer, and against images that were damaged on purpose. */
#include "image_test.h"

#include "base/attributes.h"
#include "base/text.h"
#include "image/image_verify.h"
#include "image/mcuboot_image.h"
#include "nrf53pack/bytes.h"
#include "sign/image_writer.h"

static const uint8_t firmware[] = { 0x00, 0x20, 0x00, 0x20, 0x01, 0x02, 0x01, 0x00, 1, 2, 3 };

/* An image of the firmware; changes are made to the copy that is returned. */
static uint8_t *make(struct context *context, const struct image_options *options, const char *key_path, size_t *size)
{
    const struct source *source = source_from_bytes(context->arena, "firmware", firmware, sizeof firmware);
    struct signing_key *key = NULL;
    struct byte_range image;

    assert_true(key_path == NULL || signing_key_load(context->arena, key_path, NULL, &context->diagnostics, &key));
    assert_true(image_write(context->arena, source, range_of_source(source), options,
                            signer_with_key(context->arena, key), &context->diagnostics, &image));
    signing_key_release(key);
    *size = image.size;
    return memcpy(arena_alloc(context->arena, image.size), image.data, image.size);
}

static struct image_options usual_options(void)
{
    return (struct image_options){
        .version = { 1, 2, 3, 4 },
        .header_size = 0x40,
        .pad_header = true,
        .erased_value = 0xff,
        .has_security_counter = true,
        .security_counter = 7,
    };
}

static bool read(struct context *context, const uint8_t *bytes, size_t size, struct mcuboot_image **image)
{
    const struct source *source = source_from_bytes(context->arena, "image.bin", bytes, size);

    return mcuboot_image_read(context->arena, source, &context->diagnostics, image);
}

static void test_reads_what_was_written(void **state)
{
    struct context *context = *state;
    const struct image_options options = usual_options();
    struct mcuboot_image *image;
    size_t size;
    uint8_t *bytes = make(context, &options, "fixtures/keys/test-ecdsa-p256.pem", &size);

    assert_true(read(context, bytes, size, &image));
    assert_string_equal(mcuboot_version_text(context->arena, image->header.version), "1.2.3+4");
    assert_int_equal(image->header.hdr_size, 0x40);
    assert_int_equal(image->payload.size, sizeof firmware);
    assert_memory_equal(image->payload.data, firmware, sizeof firmware);
    assert_int_equal(image->file_size, size);
    assert_int_equal(image->count, 4);
    assert_int_equal(image->items[0].type, MCUBOOT_TLV_SEC_CNT);
    assert_true(image->items[0].is_protected);
    assert_int_equal(image->items[1].type, MCUBOOT_TLV_SHA256);
    assert_int_equal(image->items[2].type, MCUBOOT_TLV_KEYHASH);
    assert_int_equal(image->items[3].type, MCUBOOT_TLV_ECDSA_SIG);
    assert_ptr_equal(mcuboot_image_signature(image), &image->items[3]);
}

static void test_bytes_behind_the_image_do_not_count(void **state)
{
    struct context *context = *state;
    const struct image_options options = usual_options();
    struct mcuboot_image *image;
    uint8_t *padded = arena_alloc(context->arena, 4096);
    size_t size;
    uint8_t *bytes = make(context, &options, NULL, &size);

    memcpy(padded, bytes, size);
    assert_true(read(context, padded, 4096, &image));
    assert_int_equal(image->file_size, size);
}

/* Every cut must be refused, and none may read past the end: the sanitizers watch. */
static void test_every_cut_is_refused(void **state)
{
    struct context *context = *state;
    const struct image_options options = usual_options();
    struct mcuboot_image *image;
    size_t size;
    uint8_t *bytes = make(context, &options, "fixtures/keys/test-rsa-2048.pem", &size);

    for (size_t cut = 0; cut < size; cut++) {
        assert_false(read(context, bytes, cut, &image));
        assert_true(context->diagnostics.count > 0);
        context->diagnostics.count = 0;
    }
}

static void test_damaged_fields_say_what_is_wrong(void **state)
{
    static const struct {
        size_t offset;
        uint8_t value;
        const char *said;
    } table[] = {
        { 0, 0x00, "magic" },
        { 8, 0x1f, "header size 31 is under 32" },
        { 9, 0xff, "cut short" },
        { 15, 0xff, "cut short" },
        { 12, 0x0c, "no protected TLV area" },
        { 10, 0x00, "header says that there is none" },
        { 10, 0x0b, "header says 11" },
        { 0x40 + sizeof firmware, 0x00, "no protected TLV area" },
        { 0x40 + sizeof firmware + 2, 0x03, "impossible size 3" },
        { 0x40 + sizeof firmware + 6, 0x05, "leaves its area" },
        { 0x40 + sizeof firmware + 12, 0x00, "no TLV area" },
        { 0x40 + sizeof firmware + 15, 0xff, "impossible size" },
        { 0x40 + sizeof firmware + 18, 0x21, "leaves its area" },
    };
    struct context *context = *state;
    const struct image_options options = usual_options();
    size_t size;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        uint8_t *bytes = make(context, &options, NULL, &size);
        struct mcuboot_image *image;

        bytes[table[i].offset] = table[i].value;
        assert_false(read(context, bytes, size, &image));
        assert_said(context, table[i].said);
    }
}

static enum verdict verify(struct context *context, const uint8_t *bytes, size_t size, const struct public_key *key,
                           const char *check)
{
    struct verdicts verdicts = { 0 };
    struct mcuboot_image *image;

    assert_true(read(context, bytes, size, &image));
    mcuboot_image_verify(context->arena, image, key, NULL, &verdicts);
    return verdicts_find(&verdicts, check);
}

static struct public_key *public_key(struct context *context, const char *path)
{
    const struct source *source;
    struct public_key *key;

    assert_true(source_load(context->arena, path, path, KEY_FILE_LIMIT, &context->diagnostics, &source));
    assert_true(public_key_read(context->arena, source, &context->diagnostics, &key));
    return key;
}

static void test_verification(void **state)
{
    struct context *context = *state;
    const struct image_options options = usual_options();
    const struct public_key *right = public_key(context, "fixtures/keys/test-ecdsa-p256.pub.pem");
    const struct public_key *wrong = public_key(context, "fixtures/keys/test-nsib-p256.pub.pem");
    const struct public_key *other_type = public_key(context, "fixtures/keys/test-rsa-2048.pub.pem");
    size_t size;
    uint8_t *bytes = make(context, &options, "fixtures/keys/test-ecdsa-p256.pem", &size);

    assert_int_equal(verify(context, bytes, size, right, "hash"), VERDICT_PASS);
    assert_int_equal(verify(context, bytes, size, right, "key hash"), VERDICT_PASS);
    assert_int_equal(verify(context, bytes, size, right, "signature"), VERDICT_PASS);
    assert_int_equal(verify(context, bytes, size, NULL, "signature"), VERDICT_NOT_CHECKED);
    assert_int_equal(verify(context, bytes, size, wrong, "signature"), VERDICT_FAIL);
    assert_int_equal(verify(context, bytes, size, wrong, "key hash"), VERDICT_FAIL);
    assert_int_equal(verify(context, bytes, size, other_type, "signature"), VERDICT_FAIL);
    bytes[0x45] ^= 1;
    assert_int_equal(verify(context, bytes, size, right, "hash"), VERDICT_FAIL);
    assert_int_equal(verify(context, bytes, size, right, "signature"), VERDICT_FAIL);
}

static void test_unsigned_image(void **state)
{
    struct context *context = *state;
    const struct image_options options = usual_options();
    const struct public_key *key = public_key(context, "fixtures/keys/test-ecdsa-p256.pub.pem");
    size_t size;
    uint8_t *bytes = make(context, &options, NULL, &size);

    assert_int_equal(verify(context, bytes, size, NULL, "hash"), VERDICT_PASS);
    assert_int_equal(verify(context, bytes, size, NULL, "signature"), VERDICT_ABSENT);
    assert_int_equal(verify(context, bytes, size, key, "signature"), VERDICT_FAIL);
}

/* Hash and signature of such images are of other bytes; a pass or a fail would both be guesses. */
static void test_flags_that_hide_bytes_have_names(void **state)
{
    static const struct {
        uint32_t flags;
        const char *name;
        bool is_encrypted;
    } table[] = { { 0x4, "ENCRYPTED_AES128", true },
                  { 0x8, "ENCRYPTED_AES256", true },
                  { 0x200, "COMPRESSED_LZMA1", false },
                  { 0x400, "COMPRESSED_LZMA2", false },
                  { 0x800, "COMPRESSED_ARM_THUMB", false } };
    struct context *context = *state;
    const struct image_options options = usual_options();
    const struct public_key *key = public_key(context, "fixtures/keys/test-ecdsa-p256.pub.pem");
    struct mcuboot_image *image;
    size_t size;
    uint8_t *bytes = make(context, &options, "fixtures/keys/test-ecdsa-p256.pem", &size);

    assert_true(read(context, bytes, size, &image));
    assert_null(image_unverifiable_flag(image));
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        /* The hash of an encrypted image is of bytes that are not in the file; that of a compressed one is of the file. */
        enum verdict verdict = table[i].is_encrypted ? VERDICT_NOT_CHECKED : VERDICT_FAIL;

        store_le32(bytes + 16, table[i].flags);
        assert_true(read(context, bytes, size, &image));
        assert_string_equal(image_unverifiable_flag(image), table[i].name);
        assert_int_equal(image_is_encrypted(image), table[i].is_encrypted);
        assert_int_equal(verify(context, bytes, size, key, "hash"), verdict);
        assert_int_equal(verify(context, bytes, size, key, "signature"), verdict);
    }
}

/* MCUboot wants a key by its hash or as a whole, and in front of the signature. */
static void test_a_signature_needs_its_key(void **state)
{
    struct context *context = *state;
    struct image_options options = usual_options();
    const struct public_key *right = public_key(context, "fixtures/keys/test-ecdsa-p256.pub.pem");
    const struct public_key *wrong = public_key(context, "fixtures/keys/test-nsib-p256.pub.pem");
    size_t size;
    uint8_t *bytes = make(context, &options, "fixtures/keys/test-ecdsa-p256.pem", &size);
    size_t key_hash = 0x40 + sizeof firmware + 12 + 4 + 36;

    assert_int_equal(load_le16(bytes + key_hash), MCUBOOT_TLV_KEYHASH);
    store_le16(bytes + key_hash, 0xa0); /* a vendor's own TLV; the signature does not cover this area */
    assert_int_equal(verify(context, bytes, size, right, "signature"), VERDICT_PASS);
    assert_int_equal(verify(context, bytes, size, right, "key hash"), VERDICT_FAIL);
    assert_int_equal(verify(context, bytes, size, NULL, "key hash"), VERDICT_FAIL);
    store_le16(bytes + key_hash, MCUBOOT_TLV_ECDSA_SIG);
    store_le16(bytes + key_hash + 36, MCUBOOT_TLV_KEYHASH);
    assert_int_equal(verify(context, bytes, size, NULL, "key hash"), VERDICT_FAIL);

    options.full_public_key = true;
    bytes = make(context, &options, "fixtures/keys/test-ecdsa-p256.pem", &size);
    assert_int_equal(verify(context, bytes, size, right, "key hash"), VERDICT_PASS);
    assert_int_equal(verify(context, bytes, size, wrong, "key hash"), VERDICT_FAIL);
}

static void test_versions(void **state)
{
    static const char *const bad[] = { "",      "1.",        "1.2.3+",           "1.2+3",   "a",  "01.2", "256.0.0",
                                       "1.256", "1.2.65536", "1.2.3+4294967296", "1.2.3.4", "-1", "1 " };
    struct context *context = *state;
    struct mcuboot_version version;

    assert_true(mcuboot_version_parse(slice_of("255.254.65535+4294967295"), &version));
    assert_string_equal(mcuboot_version_text(context->arena, version), "255.254.65535+4294967295");
    assert_true(mcuboot_version_parse(slice_of("1.2"), &version));
    assert_string_equal(mcuboot_version_text(context->arena, version), "1.2.0+0");
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        assert_false(mcuboot_version_parse(slice_of(bad[i]), &version));
    }
}

static void test_writer_refuses(void **state)
{
    struct context *context = *state;
    const struct source *source = source_from_bytes(context->arena, "firmware", firmware, sizeof firmware);
    struct image_options options = usual_options();
    struct byte_range image;

    options.pad_header = false;
    assert_false(
        image_write(context->arena, source, range_of_source(source), &options, NULL, &context->diagnostics, &image));
    assert_said(context, "no room for a header");
    options.header_size = 0x1f;
    assert_false(
        image_write(context->arena, source, range_of_source(source), &options, NULL, &context->diagnostics, &image));
    assert_said(context, "outside 0x20 to 0xffff");
    options.header_size = 0x10000;
    assert_false(
        image_write(context->arena, source, range_of_source(source), &options, NULL, &context->diagnostics, &image));
    assert_said(context, "outside 0x20 to 0xffff");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_reads_what_was_written),
        WITH_CONTEXT(test_bytes_behind_the_image_do_not_count),
        WITH_CONTEXT(test_every_cut_is_refused),
        WITH_CONTEXT(test_damaged_fields_say_what_is_wrong),
        WITH_CONTEXT(test_verification),
        WITH_CONTEXT(test_unsigned_image),
        WITH_CONTEXT(test_flags_that_hide_bytes_have_names),
        WITH_CONTEXT(test_a_signature_needs_its_key),
        WITH_CONTEXT(test_versions),
        WITH_CONTEXT(test_writer_refuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
