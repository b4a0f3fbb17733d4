/* The network firmware's blocks: what b0n checks before it copies. The firmware is built here, word by word.
 */
#include "image_test.h"

#include "base/attributes.h"
#include "crypto/digest.h"
#include "image/nsib.h"
#include "nrf53pack/bytes.h"
#include "crypto/keys.h"
#include "crypto/signature.h"

#define ADDRESS           0x01008800u
#define FIRMWARE_SIZE     0x2fdu /* not a multiple of 4: three bytes of fill behind it */
#define VALIDATION_OFFSET 0x300u
#define FILE_SIZE         (VALIDATION_OFFSET + sizeof(struct nsib_validation_info))
#define FW_INFO           0x200u

static bool sign_sha256(struct signing_key *key, const uint8_t bytes[SHA256_SIZE], struct diagnostics *diagnostics,
                        struct signature *signature)
{
    const struct digest digest = digest_known(DIGEST_SHA256, bytes);

    return sign_digest(key, &digest, diagnostics, signature);
}

static void put_fw_info(uint8_t *at)
{
    const uint32_t words[] = {
        NSIB_MAGIC_COMMON, NSIB_MAGIC_FIRMWARE_INFO, NSIB_FW_INFO_COMPAT_NRF53, 60, FIRMWARE_SIZE, 3, ADDRESS,
        ADDRESS,           NSIB_FW_INFO_VALID
    };

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        store_le32(at + 4 * i, words[i]);
    }
}

/* DER of an ECDSA signature to r and s of 32 bytes. */
static void to_raw(const struct signature *signature, uint8_t raw[64])
{
    size_t at = 3;

    memset(raw, 0, 64);
    for (size_t i = 0; i < 2; i++) {
        size_t length = signature->bytes[at];
        const uint8_t *number = signature->bytes + at + 1;

        at += length + 2;
        if (length == 33) {
            number++;
            length = 32;
        }
        memcpy(raw + 32 * i + (32 - length), number, length);
    }
}

static void put_validation(struct context *context, uint8_t *firmware)
{
    uint8_t *at = firmware + VALIDATION_OFFSET;
    uint8_t digest[SHA256_SIZE];
    struct signing_key *key;
    struct signature signature;

    store_le32(at, NSIB_MAGIC_COMMON);
    store_le32(at + 4, NSIB_MAGIC_VALIDATION);
    store_le32(at + 8, NSIB_VALIDATION_COMPAT_NRF53);
    store_le32(at + 12, ADDRESS);
    sha256(range_of(firmware, FIRMWARE_SIZE), at + 16);
    assert_true(
        signing_key_load(context->arena, "fixtures/keys/test-nsib-p256.pem", NULL, &context->diagnostics, &key));
    memcpy(at + 48, key->public_half->point, 64);
    sha256(range_of(at + 16, SHA256_SIZE), digest);
    assert_true(sign_sha256(key, digest, &context->diagnostics, &signature));
    to_raw(&signature, at + 112);
    signing_key_release(key);
}

static uint8_t *make(struct context *context)
{
    uint8_t *firmware = arena_alloc(context->arena, FILE_SIZE);

    memset(firmware, 0x11, FIRMWARE_SIZE);
    memset(firmware + FIRMWARE_SIZE, 0xff, VALIDATION_OFFSET - FIRMWARE_SIZE);
    store_le32(firmware + 4, ADDRESS + 0x101);
    put_fw_info(firmware + FW_INFO);
    put_validation(context, firmware);
    return firmware;
}

static const struct nsib_expectation slot = { true, ADDRESS, 0x37800, NULL, NULL };

static struct verdicts verify(struct context *context, const uint8_t *bytes, size_t size,
                              const struct nsib_expectation *expected)
{
    struct verdicts verdicts = { 0 };
    struct nsib_image image;

    nsib_read(range_of(bytes, size), &image);
    nsib_verify(context->arena, &image, expected, &verdicts);
    return verdicts;
}

static void test_good_firmware(void **state)
{
    struct context *context = *state;
    uint8_t *bytes = make(context);
    struct nsib_expectation expected = slot;
    struct verdicts verdicts;

    expected.key = bytes + VALIDATION_OFFSET + 48;
    verdicts = verify(context, bytes, FILE_SIZE, &expected);
    assert_int_equal(verdicts.count, 10);
    for (size_t i = 0; i < verdicts.count; i++) {
        assert_int_equal(verdicts.items[i].verdict, VERDICT_PASS);
    }
}

/* Anybody can sign, and put the own public key beside the signature. */
static void test_without_a_trusted_key_the_signature_proves_nothing(void **state)
{
    struct context *context = *state;
    struct verdicts verdicts = verify(context, make(context), FILE_SIZE, &slot);

    assert_false(verdicts_failed(&verdicts));
    assert_int_equal(verdicts_find(&verdicts, "firmware hash"), VERDICT_PASS);
    assert_int_equal(verdicts_find(&verdicts, "firmware signature"), VERDICT_NOT_CHECKED);
}

static void test_unknown_slot_is_not_checked(void **state)
{
    struct context *context = *state;
    struct verdicts verdicts = verify(context, make(context), FILE_SIZE, NULL);

    assert_false(verdicts_failed(&verdicts));
    assert_int_equal(verdicts_find(&verdicts, "fw_info address"), VERDICT_NOT_CHECKED);
}

static void test_each_fault_fails_its_own_line(void **state)
{
    static const struct {
        size_t offset; /* of a word that is replaced */
        uint32_t word;
        const char *check;
    } table[] = {
        { FW_INFO, 0, "fw_info" },
        { FW_INFO + 24, ADDRESS + 0x1000, "fw_info address" },
        { FW_INFO + 32, 0, "fw_info valid" },
        { FW_INFO + 12, 0x1000, "fw_info size" },
        { FW_INFO + 16, 0xffffffff, "fw_info size" },
        { FW_INFO + 28, ADDRESS + FIRMWARE_SIZE, "boot address" },
        { 4, 0x00010201, "reset vector" },
        { FW_INFO + 16, FIRMWARE_SIZE - 5, "validation info" },
        { VALIDATION_OFFSET, 0, "validation info" },
        { VALIDATION_OFFSET + 12, ADDRESS + 4, "validation address" },
        { 0x100, 0, "firmware hash" },
        { VALIDATION_OFFSET + 112, 0, "firmware signature" },
        { VALIDATION_OFFSET + 48, 0, "firmware signature" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        uint8_t *bytes = make(context);
        struct verdicts verdicts;

        store_le32(bytes + table[i].offset, table[i].word);
        verdicts = verify(context, bytes, FILE_SIZE, &slot);
        assert_int_equal(verdicts_find(&verdicts, table[i].check), VERDICT_FAIL);
    }
}

/* b0n copies firmware and validation info, so both must fit. */
static void test_slot_holds_the_whole_payload_or_fails(void **state)
{
    const struct nsib_expectation exact = { true, ADDRESS, FILE_SIZE, NULL, NULL };
    const struct nsib_expectation small = { true, ADDRESS, FILE_SIZE - 1, NULL, NULL };
    struct context *context = *state;
    struct verdicts verdicts = verify(context, make(context), FILE_SIZE, &exact);

    assert_int_equal(verdicts_find(&verdicts, "fw_info size"), VERDICT_PASS);
    verdicts = verify(context, make(context), FILE_SIZE, &small);
    assert_int_equal(verdicts_find(&verdicts, "fw_info size"), VERDICT_FAIL);
}

static void test_other_key(void **state)
{
    uint8_t key[64] = { 1 };
    struct nsib_expectation expected = slot;
    struct context *context = *state;
    uint8_t *bytes = make(context);
    struct verdicts verdicts;

    expected.key = key;
    verdicts = verify(context, bytes, FILE_SIZE, &expected);
    assert_int_equal(verdicts_find(&verdicts, "firmware signature"), VERDICT_FAIL);
    expected.key = bytes + VALIDATION_OFFSET + 48;
    verdicts = verify(context, bytes, FILE_SIZE, &expected);
    assert_int_equal(verdicts_find(&verdicts, "firmware signature"), VERDICT_PASS);
}

/* b0n looks up to four bytes behind the firmware. */
static void test_validation_info_is_looked_for_up_to_four_bytes_behind(void **state)
{
    struct context *context = *state;
    uint8_t *bytes = make(context);

    for (uint32_t distance = 0; distance <= 5; distance++) {
        struct nsib_image image;

        store_le32(bytes + FW_INFO + 16, VALIDATION_OFFSET - distance);
        nsib_read(range_of(bytes, FILE_SIZE), &image);
        assert_int_equal(image.has_validation, distance <= 4);
    }
}

static void test_every_cut_fails_without_reading_past_the_end(void **state)
{
    struct context *context = *state;
    const uint8_t *bytes = make(context);

    for (size_t size = 0; size < FILE_SIZE; size++) {
        uint8_t *cut = arena_alloc(context->arena, size);
        struct verdicts verdicts;

        memcpy(cut, bytes, size);
        verdicts = verify(context, cut, size, &slot);
        assert_true(verdicts_failed(&verdicts));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_good_firmware),
        WITH_CONTEXT(test_without_a_trusted_key_the_signature_proves_nothing),
        WITH_CONTEXT(test_unknown_slot_is_not_checked),
        WITH_CONTEXT(test_each_fault_fails_its_own_line),
        WITH_CONTEXT(test_slot_holds_the_whole_payload_or_fails),
        WITH_CONTEXT(test_other_key),
        WITH_CONTEXT(test_validation_info_is_looked_for_up_to_four_bytes_behind),
        WITH_CONTEXT(test_every_cut_fails_without_reading_past_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
