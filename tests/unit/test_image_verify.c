/* Verification of images: each key type, each bit of an image wrong once, and TLVs as MCUboot goes through them. */
#include "image_test.h"

#include "base/attributes.h"
#include "image/image_core.h"
#include "image/image_verify.h"
#include "image/sample_keys.h"
#include "nrf53pack/bytes.h"
#include "sign/image_writer.h"

#define HEADER_SIZE 0x20u

static const uint8_t firmware[] = { 0x00, 0x20, 0x00, 0x20, 0x01, 0x02, 0x01, 0x00, 1, 2, 3 };

struct kind {
    const char *key;
    const char *public_half;
    bool has_digest;
    enum digest_algorithm digest;
    bool pure;
    bool full_public_key;
    bool pad_signature;
};

static const struct kind kinds[] = {
    { .key = "fixtures/keys/test-ecdsa-p256.pem", .public_half = "fixtures/keys/test-ecdsa-p256.pub.pem" },
    { .key = "fixtures/keys/test-ecdsa-p256.pem",
      .public_half = "fixtures/keys/test-ecdsa-p256.pub.pem",
      .full_public_key = true,
      .pad_signature = true },
    { .key = "fixtures/keys/test-ecdsa-p384.pem", .public_half = "fixtures/keys/test-ecdsa-p384.pub.pem" },
    { .key = "fixtures/keys/test-rsa-2048.pem", .public_half = "fixtures/keys/test-rsa-2048.pub.pem" },
    { .key = "fixtures/keys/test-rsa-3072.pem", .public_half = "fixtures/keys/test-rsa-3072.pub.pem" },
    { .key = "fixtures/keys/test-ed25519.pem", .public_half = "fixtures/keys/test-ed25519.pub.pem" },
    { .key = "fixtures/keys/test-ed25519.pem",
      .public_half = "fixtures/keys/test-ed25519.pub.pem",
      .has_digest = true,
      .digest = DIGEST_SHA512 },
    { .key = "fixtures/keys/test-ed25519.pem", .public_half = "fixtures/keys/test-ed25519.pub.pem", .pure = true },
};

static struct public_key *public_key(struct context *context, const char *path)
{
    const struct source *source;
    struct public_key *key;

    assert_true(source_load(context->arena, path, path, KEY_FILE_LIMIT, &context->diagnostics, &source));
    assert_true(public_key_read(context->arena, source, &context->diagnostics, &key));
    return key;
}

static uint8_t *make(struct context *context, const struct kind *kind, size_t *size)
{
    const struct image_options options = {
        .version = { 1, 2, 3, 4 },
        .header_size = HEADER_SIZE,
        .pad_header = true,
        .has_security_counter = true,
        .security_counter = 7,
        .has_digest = kind->has_digest,
        .digest = kind->digest,
        .pure = kind->pure,
        .full_public_key = kind->full_public_key,
        .pad_signature = kind->pad_signature,
    };
    const struct source *source = source_from_bytes(context->arena, "firmware", firmware, sizeof firmware);
    struct signing_key *key;
    struct byte_range image;

    assert_true(signing_key_load(context->arena, kind->key, NULL, &context->diagnostics, &key));
    assert_true(image_write(context->arena, source, range_of_source(source), &options,
                            signer_with_key(context->arena, key), &context->diagnostics, &image));
    signing_key_release(key);
    *size = image.size;
    return memcpy(arena_alloc(context->arena, image.size), image.data, image.size);
}

static bool verify_for(struct context *context, const uint8_t *bytes, size_t size, const struct public_key *key,
                       const enum digest_algorithm *demanded, struct verdicts *verdicts)
{
    const struct source *source = source_from_bytes(context->arena, "image.bin", bytes, size);
    struct mcuboot_image *image;

    if (!mcuboot_image_read(context->arena, source, &context->diagnostics, &image)) {
        return false;
    }
    mcuboot_image_verify(context->arena, image, key, demanded, verdicts);
    return true;
}

static bool verify(struct context *context, const uint8_t *bytes, size_t size, const struct public_key *key,
                   struct verdicts *verdicts)
{
    return verify_for(context, bytes, size, key, NULL, verdicts);
}

static bool all_pass(const struct verdicts *verdicts)
{
    return verdicts_find(verdicts, "hash") == VERDICT_PASS && verdicts_find(verdicts, "key hash") == VERDICT_PASS &&
           verdicts_find(verdicts, "signature") == VERDICT_PASS && !verdicts_failed(verdicts);
}

static bool is_good(struct context *context, const uint8_t *bytes, size_t size, const struct public_key *key)
{
    struct verdicts verdicts = { 0 };

    return verify(context, bytes, size, key, &verdicts) && all_pass(&verdicts);
}

/* By a bootloader of this algorithm. */
static bool is_good_for(struct context *context, const uint8_t *bytes, size_t size, const struct public_key *key,
                        enum digest_algorithm demanded)
{
    struct verdicts verdicts = { 0 };

    return verify_for(context, bytes, size, key, &demanded, &verdicts) && all_pass(&verdicts);
}

static void test_every_key_type(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        size_t size;
        const uint8_t *bytes = make(context, &kinds[i], &size);

        for (size_t k = 0; k < ARRAY_LENGTH(kinds); k++) {
            bool same = strcmp(kinds[i].key, kinds[k].key) == 0;

            assert_int_equal(is_good(context, bytes, size, public_key(context, kinds[k].public_half)), same);
        }
    }
}

/* Where the unprotected TLVs of an image begin, behind the info of their area. */
static size_t tlvs_of(const uint8_t *bytes)
{
    return HEADER_SIZE + sizeof firmware + load_le16(bytes + 10) + MCUBOOT_TLV_INFO_SIZE;
}

static struct byte_range tlv_at(const uint8_t *bytes, size_t offset)
{
    return range_of(bytes + offset, MCUBOOT_TLV_ENTRY_SIZE + (size_t)load_le16(bytes + offset + 2));
}

struct parts {
    struct byte_range hash;
    struct byte_range key;
    struct byte_range signature;
};

static struct parts parts_of(const uint8_t *bytes)
{
    struct parts parts;

    parts.hash = tlv_at(bytes, tlvs_of(bytes));
    parts.key = tlv_at(bytes, tlvs_of(bytes) + parts.hash.size);
    parts.signature = tlv_at(bytes, tlvs_of(bytes) + parts.hash.size + parts.key.size);
    return parts;
}

static bool is_good_with_flipped(uint8_t *bytes, size_t size, size_t bit, const struct public_key *key)
{
    struct context own = { .arena = arena_create() };
    bool good;

    own.diagnostics = diagnostics_create(own.arena);
    bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    good = is_good(&own, bytes, size, key);
    bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    arena_destroy(own.arena);
    return good;
}

/* The zeros behind a padded DER too: others there MCUboot takes or not, by the library it is built with. */
static void test_every_bit_counts(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        const struct public_key *key = public_key(context, kinds[i].public_half);
        size_t size;
        uint8_t *bytes = make(context, &kinds[i], &size);

        assert_true(is_good(context, bytes, size, key));
        for (size_t bit = 0; bit < 8 * size; bit++) {
            if (is_good_with_flipped(bytes, size, bit, key)) {
                fail_msg("%s: bit %zu of byte %zu of %zu", kinds[i].key, bit % 8, bit / 8, size);
            }
        }
    }
}

/* An image made of the hashed part of one and of TLVs in a new order. */
static uint8_t *arrange(struct context *context, const uint8_t *bytes, const struct byte_range *tlvs, size_t count,
                        size_t *size)
{
    size_t start = tlvs_of(bytes);
    uint8_t *image = arena_alloc(context->arena, 4096);

    memcpy(image, bytes, start);
    *size = start;
    for (size_t i = 0; i < count; i++) {
        memcpy(image + *size, tlvs[i].data, tlvs[i].size);
        *size += tlvs[i].size;
    }
    store_le16(image + start - 2, (uint16_t)(*size - start + MCUBOOT_TLV_INFO_SIZE));
    return image;
}

/* Each signature belongs to the key that is named last before it (image_validate.c). */
static void test_two_signatures(void **state)
{
    struct context *context = *state;
    const struct public_key *p256 = public_key(context, kinds[0].public_half);
    const struct public_key *ed25519 = public_key(context, kinds[5].public_half);
    const struct public_key *nsib = public_key(context, "fixtures/keys/test-nsib-p256.pub.pem");
    const struct kind other = { .key = "fixtures/keys/test-nsib-p256.pem" };
    size_t size;
    const uint8_t *first = make(context, &kinds[0], &size);
    struct parts mine = parts_of(first);
    struct parts theirs = parts_of(make(context, &other, &size));
    struct parts ed = parts_of(make(context, &kinds[5], &size));
    const struct byte_range both[] = { mine.hash, theirs.key, theirs.signature, mine.key, mine.signature };
    const struct byte_range types[] = { mine.hash, ed.key, ed.signature, mine.key, mine.signature };
    const struct byte_range swapped[] = { mine.hash, theirs.key, mine.signature, mine.key, theirs.signature };
    const struct byte_range behind[] = { mine.hash, mine.signature, mine.key };
    const struct byte_range spent[] = { mine.hash, mine.key, mine.signature, theirs.signature };
    const struct byte_range twice[] = { mine.hash, mine.key, theirs.signature, mine.key, mine.signature };
    const uint8_t *image = arrange(context, first, both, ARRAY_LENGTH(both), &size);

    assert_true(is_good(context, image, size, p256));
    assert_true(is_good(context, image, size, nsib));
    assert_false(is_good(context, image, size, ed25519));
    image = arrange(context, first, types, ARRAY_LENGTH(types), &size);
    assert_true(is_good(context, image, size, p256));
    assert_true(is_good(context, image, size, ed25519));
    image = arrange(context, first, swapped, ARRAY_LENGTH(swapped), &size);
    assert_false(is_good(context, image, size, p256));
    assert_false(is_good(context, image, size, nsib));
    image = arrange(context, first, behind, ARRAY_LENGTH(behind), &size);
    assert_false(is_good(context, image, size, p256));
    /* MCUboot takes a key for one signature only, and passes over what no key stands before. */
    image = arrange(context, first, spent, ARRAY_LENGTH(spent), &size);
    assert_true(is_good(context, image, size, p256));
    assert_false(is_good(context, image, size, nsib));
    /* Stricter than MCUboot, which takes the last one: a wrong signature of the own key is never right. */
    image = arrange(context, first, twice, ARRAY_LENGTH(twice), &size);
    assert_false(is_good(context, image, size, p256));
}

static void test_two_hashes(void **state)
{
    struct context *context = *state;
    const struct public_key *key = public_key(context, kinds[5].public_half);
    size_t size;
    const uint8_t *bytes = make(context, &kinds[5], &size);
    struct parts short_hash = parts_of(bytes);
    struct parts long_hash = parts_of(make(context, &kinds[6], &size));
    const struct byte_range both[] = { short_hash.hash, long_hash.hash, short_hash.key, short_hash.signature };
    const struct byte_range other[] = { short_hash.hash, long_hash.hash, long_hash.key, long_hash.signature };
    const struct byte_range mixed[] = { short_hash.hash, long_hash.hash, short_hash.key, long_hash.signature };
    const struct byte_range none[] = { short_hash.key, short_hash.signature };
    const struct byte_range missing[] = { long_hash.hash, short_hash.key, short_hash.signature };
    struct verdicts verdicts = { 0 };
    uint8_t *image = arrange(context, bytes, both, ARRAY_LENGTH(both), &size);

    assert_true(verify(context, image, size, key, &verdicts));
    assert_true(all_pass(&verdicts));
    assert_int_equal(verdicts_find(&verdicts, "hashes"), VERDICT_WARNING);
    assert_true(is_good_for(context, image, size, key, DIGEST_SHA256));
    assert_false(is_good_for(context, image, size, key, DIGEST_SHA512));
    image[tlvs_of(image) + short_hash.hash.size + 20] ^= 1;
    assert_false(is_good(context, image, size, key));
    assert_false(is_good_for(context, image, size, key, DIGEST_SHA256));
    image = arrange(context, bytes, other, ARRAY_LENGTH(other), &size);
    assert_true(is_good(context, image, size, key));
    assert_false(is_good_for(context, image, size, key, DIGEST_SHA256));
    assert_true(is_good_for(context, image, size, key, DIGEST_SHA512));
    /* No bootloader finds the key by one hash and checks the signature over another. */
    image = arrange(context, bytes, mixed, ARRAY_LENGTH(mixed), &size);
    assert_false(is_good(context, image, size, key));
    verdicts = (struct verdicts){ 0 };
    image = arrange(context, bytes, none, ARRAY_LENGTH(none), &size);
    assert_true(verify(context, image, size, key, &verdicts));
    assert_int_equal(verdicts_find(&verdicts, "hash"), VERDICT_FAIL);
    /* Neither key hash nor signature are of the hash that the image has. */
    verdicts = (struct verdicts){ 0 };
    image = arrange(context, bytes, missing, ARRAY_LENGTH(missing), &size);
    assert_true(verify(context, image, size, key, &verdicts));
    assert_int_equal(verdicts_find(&verdicts, "key hash"), VERDICT_FAIL);
    assert_int_equal(verdicts_find(&verdicts, "signature"), VERDICT_FAIL);
}

static void expect_detail(const struct verdicts *verdicts, const char *check, const char *text)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        if (strcmp(verdicts->items[i].check, check) == 0 && strstr(verdicts->items[i].detail, text) != NULL) {
            return;
        }
    }
    fail_msg("no line '%s' with '%s'", check, text);
}

/* MCUboot ends at a hash that does not fit its buffer and never gets to the right one; a shorter one names no key. */
static void test_length_of_a_key_hash(void **state)
{
    static const uint8_t overlong[4 + 64] = { 0x01, 0x00, 64, 0 };
    struct context *context = *state;
    const struct public_key *key = public_key(context, kinds[5].public_half);
    size_t size;
    const uint8_t *bytes = make(context, &kinds[5], &size);
    struct parts parts = parts_of(bytes);
    uint8_t *cut = memcpy(arena_alloc(context->arena, 4 + 16), parts.key.data, 4 + 16);
    const struct byte_range in_front[] = { parts.hash, range_of(overlong, sizeof overlong), parts.key,
                                           parts.signature };
    const struct byte_range shortened[] = { parts.hash, range_of(cut, 4 + 16), parts.signature };
    struct verdicts verdicts = { 0 };
    uint8_t *image = arrange(context, bytes, in_front, ARRAY_LENGTH(in_front), &size);

    assert_true(verify(context, image, size, key, &verdicts));
    assert_int_equal(verdicts_find(&verdicts, "key hash"), VERDICT_FAIL);
    expect_detail(&verdicts, "key hash", "KEYHASH has 64 bytes");
    store_le16(cut + 2, 16);
    image = arrange(context, bytes, shortened, ARRAY_LENGTH(shortened), &size);
    verdicts = (struct verdicts){ 0 };
    assert_true(verify(context, image, size, key, &verdicts));
    assert_int_equal(verdicts_find(&verdicts, "key hash"), VERDICT_FAIL);
    expect_detail(&verdicts, "key hash", "has 16 bytes, that of the given key 32");
}

static void test_pure_signatures(void **state)
{
    struct context *context = *state;
    const struct kind *pure = &kinds[7];
    const struct public_key *key = public_key(context, pure->public_half);
    struct verdicts verdicts = { 0 };
    size_t size;
    uint8_t *bytes = make(context, pure, &size);
    size_t mark = tlvs_of(bytes) + MCUBOOT_TLV_ENTRY_SIZE + 64;

    assert_int_equal(load_le16(bytes + mark), MCUBOOT_TLV_SIG_PURE);
    bytes[mark + MCUBOOT_TLV_ENTRY_SIZE] = 2;
    assert_true(verify(context, bytes, size, key, &verdicts));
    expect_detail(&verdicts, "signature", "SIG_PURE");
    verdicts = (struct verdicts){ 0 };
    bytes[mark + MCUBOOT_TLV_ENTRY_SIZE] = 1;
    assert_true(verify(context, bytes, size, public_key(context, kinds[0].public_half), &verdicts));
    assert_int_equal(verdicts_find(&verdicts, "signature"), VERDICT_FAIL);
    /* Without a hash such an image can still be taken. */
    verdicts = (struct verdicts){ 0 };
    store_le16(bytes + tlvs_of(bytes), 0xa0);
    assert_true(verify(context, bytes, size, key, &verdicts));
    assert_int_equal(verdicts_find(&verdicts, "hash"), VERDICT_WARNING);
    assert_int_equal(verdicts_find(&verdicts, "signature"), VERDICT_PASS);
}

static void test_a_key_that_signs_nothing(void **state)
{
    struct context *context = *state;
    struct verdicts verdicts = { 0 };
    size_t size;
    const uint8_t *bytes = make(context, &kinds[0], &size);

    assert_true(verify(context, bytes, size, public_key(context, "fixtures/keys/test-x25519.pub.pem"), &verdicts));
    expect_detail(&verdicts, "signature", "signs nothing");
    verdicts = (struct verdicts){ 0 };
    assert_true(verify(context, bytes, size, public_key(context, kinds[2].public_half), &verdicts));
    expect_detail(&verdicts, "signature", "ECDSA P-384");
}

/* The TLVs are the whole of MCUboot's own check of what it decompressed; whether the bytes give it is left open. */
static void test_compressed_images(void **state)
{
    struct context *context = *state;
    const struct public_key *key = public_key(context, kinds[0].public_half);
    const struct image_options options = { .header_size = HEADER_SIZE, .pad_header = true };
    const struct source *source = source_from_bytes(context->arena, "firmware", firmware, sizeof firmware);
    size_t size;
    const uint8_t *plain = make(context, &kinds[0], &size);
    struct parts parts = parts_of(plain);
    struct verdicts verdicts = { 0 };
    struct byte_range bytes;
    struct mcuboot_image *image;
    struct mcuboot_tlv_entry decompressed[] = {
        { .type = MCUBOOT_TLV_DECOMP_SIZE, .is_protected = true, .data = range_of("\x0b\0\0\0", 4) },
        { .type = MCUBOOT_TLV_DECOMP_SHA, .is_protected = true },
        { .type = MCUBOOT_TLV_DECOMP_SIGNATURE, .is_protected = true },
    };

    assert_true(
        image_write(context->arena, source, range_of_source(source), &options, NULL, &context->diagnostics, &bytes));
    source = source_from_bytes(context->arena, "image", bytes.data, bytes.size);
    assert_true(mcuboot_image_read(context->arena, source, &context->diagnostics, &image));
    image->header.flags = MCUBOOT_F_COMPRESSED_LZMA2 | MCUBOOT_F_COMPRESSED_ARM_THUMB;
    mcuboot_image_verify(context->arena, image, key, NULL, &verdicts);
    expect_detail(&verdicts, "decompressed", "LZMA2 with ARM Thumb filter");
    assert_int_equal(verdicts_find(&verdicts, "decompressed"), VERDICT_FAIL);
    decompressed[1].data = range_of(parts.hash.data + 4, parts.hash.size - 4);
    decompressed[2].data = range_of(parts.signature.data + 4, parts.signature.size - 4);
    for (size_t i = 0; i < ARRAY_LENGTH(decompressed); i++) {
        *ARENA_PUSH(context->arena, image) = decompressed[i];
    }
    verdicts = (struct verdicts){ 0 };
    mcuboot_image_verify(context->arena, image, key, NULL, &verdicts);
    assert_int_equal(verdicts_find(&verdicts, "decompressed"), VERDICT_NOT_CHECKED);
    assert_int_equal(verdicts_find(&verdicts, "decompressed signature"), VERDICT_PASS);
    verdicts = (struct verdicts){ 0 };
    mcuboot_image_verify(context->arena, image, public_key(context, "fixtures/keys/test-nsib-p256.pub.pem"), NULL,
                         &verdicts);
    assert_int_equal(verdicts_find(&verdicts, "decompressed signature"), VERDICT_FAIL);
}

static void test_lengths_that_lie(void **state)
{
    static const uint16_t lengths[] = { 0, 1, 31, 0x7fff, 0xffff };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        const struct public_key *key = public_key(context, kinds[i].public_half);
        size_t size;
        uint8_t *bytes = make(context, &kinds[i], &size);
        size_t next;

        for (size_t at = tlvs_of(bytes); at < size; at = next) {
            uint16_t length = load_le16(bytes + at + 2);

            next = at + MCUBOOT_TLV_ENTRY_SIZE + length;
            for (size_t k = 0; k < ARRAY_LENGTH(lengths) + 2; k++) {
                uint16_t lie = k < ARRAY_LENGTH(lengths) ? lengths[k] : (uint16_t)(length + 2 * (k % 2) - 1);

                store_le16(bytes + at + 2, lie);
                assert_int_equal(is_good(context, bytes, size, key), lie == length);
            }
            store_le16(bytes + at + 2, length);
        }
    }
}

/* Bytes that cannot be read say nothing of a core, whatever they look like. */
static void test_core_of_a_firmware(void **state)
{
    static const uint8_t network[] = { 0x00, 0x20, 0x00, 0x21, 0x01, 0x88, 0x00, 0x01 };
    struct context *context = *state;
    const struct image_options options = { .header_size = HEADER_SIZE, .pad_header = true };
    const struct source *source = source_from_bytes(context->arena, "firmware", network, sizeof network);
    struct byte_range bytes;
    struct mcuboot_image *image;

    assert_true(
        image_write(context->arena, source, range_of_source(source), &options, NULL, &context->diagnostics, &bytes));
    source = source_from_bytes(context->arena, "image", bytes.data, bytes.size);
    assert_true(mcuboot_image_read(context->arena, source, &context->diagnostics, &image));
    assert_true(is_network_core_image(image));
    assert_false(is_application_image(image));
    /* The hash is still right: imgtool --clear, with the firmware as it is. */
    image->header.flags = MCUBOOT_F_ENCRYPTED_AES128;
    assert_true(is_network_core_image(image));
    image->header.flags = MCUBOOT_F_COMPRESSED_LZMA2;
    assert_false(image_firmware_readable(image) || is_network_core_image(image));
    image->header.flags = MCUBOOT_F_ENCRYPTED_AES128;
    image->hashed.size--;
    assert_false(image_firmware_readable(image) || is_network_core_image(image));
    image->is_decrypted = true;
    assert_true(is_network_core_image(image));
}

static void test_sample_keys(void **state)
{
    /* SHA-256 of the public half of MCUboot's root-rsa-2048.pem, and SHA-384 of that of root-ec-p384.pem. */
    static const uint8_t rsa[] = { 0xfc, 0x57, 0x01, 0xdc, 0x61, 0x35, 0xe1, 0x32, 0x38, 0x47, 0xbd,
                                   0xc4, 0x0f, 0x04, 0xd2, 0xe5, 0xbe, 0xe5, 0x83, 0x3b, 0x23, 0xc2,
                                   0x9f, 0x93, 0x59, 0x3d, 0x00, 0x01, 0x8c, 0xfa, 0x99, 0x94 };
    struct mcuboot_tlv_entry entry = { .type = MCUBOOT_TLV_KEYHASH, .data = range_of(rsa, sizeof rsa) };
    struct mcuboot_image image = { .items = &entry, .count = 1 };
    uint8_t other[sizeof rsa];

    (void)state;
    assert_string_equal(sample_key_by_hash(entry.data), "root-rsa-2048.pem");
    assert_string_equal(sample_key_of_image(&image), "root-rsa-2048.pem");
    assert_null(sample_key_by_hash(range_of(rsa, sizeof rsa - 1)));
    memcpy(other, rsa, sizeof other);
    other[31] ^= 0x10;
    entry.data = range_of(other, sizeof other);
    assert_null(sample_key_of_image(&image));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_every_key_type),     WITH_CONTEXT(test_every_bit_counts),
        WITH_CONTEXT(test_two_signatures),     WITH_CONTEXT(test_two_hashes),
        WITH_CONTEXT(test_two_signatures),     WITH_CONTEXT(test_length_of_a_key_hash),
        WITH_CONTEXT(test_pure_signatures),    WITH_CONTEXT(test_a_key_that_signs_nothing),
        WITH_CONTEXT(test_compressed_images),  WITH_CONTEXT(test_lengths_that_lie),
        WITH_CONTEXT(test_core_of_a_firmware), cmocka_unit_test(test_sample_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
