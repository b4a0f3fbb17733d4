/* The validation info that b0 and b0n check: written, read back, and every bit of it wrong once. */
#include "nsib_firmware.h"

#include "crypto/digest.h"

/* Made with Python's hashlib and ecdsa from the documented layout: magic words, address, SHA-256 of the firmware, X, Y,
 * and the RFC 6979 signature over SHA-256 of the hash, by fixtures/keys/test-nsib-p256.pem. */
static const char known_block[] = "dee61e28838451860235010000880001"
                                  "8fabc4bbd8ef414a369b5796a15cdae6"
                                  "64e2396cc592f76fe6ae3a0c4da94e39"
                                  "9d6a389519db653fde1e13bf6dd6b7a6"
                                  "6ffab413e7ed781c24739b848e29873e"
                                  "a54cee232094f7c849ae6561c006551f"
                                  "30ecd20344bb70dfd319944e6368364b"
                                  "76f69deb98c0e9f8f17eb3934df5ba83"
                                  "812aa7fc623da10619e38635094a5260"
                                  "1b89e3279e3a6f0accae96fd7981e128"
                                  "383f32d6d5c1cddaa5497ed2e54278fe";

static const struct nsib_options plain = { .address = ADDRESS };

static void test_known_answer(void **state)
{
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);
    struct byte_range signed_bytes = sign_firmware(context, firmware, FIRMWARE_SIZE, &plain);

    assert_int_equal(signed_bytes.size, FILE_SIZE);
    assert_memory_equal(signed_bytes.data, firmware, FIRMWARE_SIZE);
    assert_memory_equal(signed_bytes.data + FIRMWARE_SIZE, "\xff\xff\xff", 3);
    assert_string_equal(text_hex(context->arena, signed_bytes.data + VALIDATION_OFFSET, 176), known_block);
}

static void test_same_key_same_bytes(void **state)
{
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);
    struct byte_range first = sign_firmware(context, firmware, FIRMWARE_SIZE, &plain);
    struct byte_range second = sign_firmware(context, firmware, FIRMWARE_SIZE, &plain);

    assert_memory_equal(first.data, second.data, FILE_SIZE);
}

static void test_written_firmware_verifies(void **state)
{
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);
    struct verdicts verdicts =
        verify_firmware(context, sign_firmware(context, firmware, FIRMWARE_SIZE, &plain), ADDRESS);

    assert_int_equal(verdicts.count, 10);
    for (size_t i = 0; i < verdicts.count; i++) {
        assert_int_equal(verdicts.items[i].verdict, VERDICT_PASS);
    }
}

/* The line that finds a wrong byte of the validation info. */
static const char *guard_of(size_t offset)
{
    static const struct {
        size_t end;
        const char *check;
    } fields[] = {
        { 12, "validation info" },     { 16, "validation address" },  { 48, "firmware hash" },
        { 112, "firmware signature" }, { 176, "firmware signature" },
    };
    size_t i = 0;

    while (offset >= fields[i].end) {
        i++;
    }
    return fields[i].check;
}

static void test_every_bit_of_the_block_is_guarded_by_one_line(void **state)
{
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);
    struct byte_range good = sign_firmware(context, firmware, FIRMWARE_SIZE, &plain);
    uint8_t *bytes = arena_alloc(context->arena, good.size);

    memcpy(bytes, good.data, good.size);
    for (size_t bit = 0; bit < 8 * sizeof(struct nsib_validation_info); bit++) {
        struct verdicts verdicts;

        bytes[VALIDATION_OFFSET + bit / 8] ^= (uint8_t)(1u << bit % 8);
        verdicts = verify_firmware(context, range_of(bytes, good.size), ADDRESS);
        assert_int_equal(verdicts_find(&verdicts, guard_of(bit / 8)), VERDICT_FAIL);
        assert_int_equal(count_failed(&verdicts), 1);
        bytes[VALIDATION_OFFSET + bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

/* Whatever is wrong in the firmware after signing, fw_info included, breaks its hash. */
static void test_every_bit_of_fw_info_is_guarded_once_signed(void **state)
{
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);
    struct byte_range good = sign_firmware(context, firmware, FIRMWARE_SIZE, &plain);
    uint8_t *bytes = arena_alloc(context->arena, good.size);

    memcpy(bytes, good.data, good.size);
    for (size_t bit = 0; bit < 8 * sizeof(struct nsib_fw_info); bit++) {
        struct verdicts verdicts;

        bytes[FW_INFO + bit / 8] ^= (uint8_t)(1u << bit % 8);
        verdicts = verify_firmware(context, range_of(bytes, good.size), ADDRESS);
        assert_true(verdicts_failed(&verdicts));
        bytes[FW_INFO + bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

/* Signs what the writer would refuse, as the SDK's scripts do: they look at no fw_info. */
static struct byte_range sign_blindly(struct context *context, uint8_t *firmware, struct signing_key *key)
{
    uint8_t *block = firmware + VALIDATION_OFFSET;
    struct signature_request request = { .form = SIGNATURE_RAW };
    struct signature signature;
    struct digest digest;

    memset(firmware + FIRMWARE_SIZE, 0xff, VALIDATION_OFFSET - FIRMWARE_SIZE);
    store_le32(block, NSIB_MAGIC_COMMON);
    store_le32(block + 4, NSIB_MAGIC_VALIDATION);
    store_le32(block + 8, NSIB_VALIDATION_COMPAT_NRF53);
    store_le32(block + 12, ADDRESS);
    sha256(range_of(firmware, FIRMWARE_SIZE), block + 16);
    memcpy(block + 48, key->public_half->point, 64);
    digest = digest_of(DIGEST_SHA256, range_of(block + 16, 32));
    request.payload = range_of(block + 16, 32);
    request.digest = &digest;
    assert_true(signer_sign(signer_with_key(context->arena, key), &request, &context->diagnostics, &signature));
    memcpy(block + 112, signature.bytes, 64);
    return range_of(firmware, FILE_SIZE);
}

#define NOTHING "" /* no bootloader looks at these bits */

/* The lines of which one finds a wrong bit of fw_info in a build that was signed with it. */
static const char *const *guards_of_fw_info(size_t bit)
{
    static const char *const magic[] = { "fw_info", NULL }, *const compatibility[] = { "validation info", NULL },
                             *const total_size[] = { "fw_info size", NOTHING, NULL },
                             *const size[] = { "firmware hash", "validation info", "fw_info size", NULL },
                             *const address[] = { "fw_info address", NULL },
                             *const boot_address[] = { "boot address", "reset vector", NULL },
                             *const valid[] = { "fw_info valid", NULL }, *const nothing[] = { NOTHING, NULL };
    static const struct {
        size_t end; /* in bytes */
        const char *const *checks;
    } fields[] = {
        { 11, magic },   { 12, compatibility }, { 16, total_size }, { 20, size },    { 24, nothing },
        { 28, address }, { 32, boot_address },  { 36, valid },      { 60, nothing },
    };
    size_t i = 0;

    while (bit / 8 >= fields[i].end) {
        i++;
    }
    return fields[i].checks;
}

static bool found_by_one_of(const struct verdicts *verdicts, const char *const *checks)
{
    for (; *checks != NULL; checks++) {
        if (strcmp(*checks, NOTHING) == 0 ? !verdicts_failed(verdicts)
                                          : verdicts_find(verdicts, *checks) == VERDICT_FAIL) {
            return true;
        }
    }
    return false;
}

static void test_each_bit_of_fw_info_that_a_build_gets_wrong(void **state)
{
    struct context *context = *state;
    struct signing_key *key = load_key(context, NSIB_KEY);
    size_t silent = 0;

    for (size_t bit = 0; bit < 8 * sizeof(struct nsib_fw_info); bit++) {
        uint8_t *firmware = make_firmware(context->arena, ADDRESS, FILE_SIZE - FIRMWARE_SIZE);
        struct verdicts verdicts;

        firmware[FW_INFO + bit / 8] ^= (uint8_t)(1u << bit % 8);
        verdicts = verify_firmware(context, sign_blindly(context, firmware, key), ADDRESS);
        if (!found_by_one_of(&verdicts, guards_of_fw_info(bit))) {
            fail_msg("bit %zu of fw_info", bit);
        }
        silent += verdicts_failed(&verdicts) ? 0 : 1;
    }
    /* version, reserved, ext_api_num, ext_api_request_num, and the bits of total_size that leave it inside. */
    assert_int_equal(silent, 32 + 128 + 64 + 8);
    signing_key_release(key);
}

static void test_what_b0_would_refuse_is_not_signed(void **state)
{
    static const struct {
        size_t offset; /* of a word that is replaced */
        uint32_t word;
        const char *message;
    } table[] = {
        { FW_INFO, 0, "no fw_info" },
        { FW_INFO + 4, NSIB_MAGIC_VALIDATION, "no fw_info" },
        { FW_INFO + 8, 0x00005b02, "no fw_info" }, /* nRF91 */
        { FW_INFO + 12, 0xfe, "fw_info size" },
        { FW_INFO + 16, FIRMWARE_SIZE - 1, "the file has 0x2fd" },
        { FW_INFO + 16, 0xffffffff, "the file has 0x2fd" },
        { FW_INFO + 24, ADDRESS + 0x1000, "linked for 0x01009800" },
        { FW_INFO + 28, ADDRESS + FIRMWARE_SIZE, "boot address" },
        { FW_INFO + 32, 0x9102fffe, "fw_info valid" },
        { 4, ADDRESS - 1, "reset vector" },
        { 4, ADDRESS + FIRMWARE_SIZE, "reset vector" },
        { 0, 0x96f3b83d, "MCUboot image" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);
        struct byte_range result;

        store_le32(firmware + table[i].offset, table[i].word);
        assert_false(try_to_sign(context, firmware, FIRMWARE_SIZE, &plain, NSIB_KEY, &result));
        assert_int_equal(context->diagnostics.count, 1);
        assert_said(context, table[i].message);
    }
}

/* For simulations: what the SDK's scripts sign without a look is signed here too, and b0's checks find it. */
static void test_unchecked(void **state)
{
    const struct nsib_options options = { .address = ADDRESS, .unchecked = true };
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);
    struct verdicts verdicts;

    store_le32(firmware + 4, 0x00010201);
    verdicts = verify_firmware(context, sign_firmware(context, firmware, FIRMWARE_SIZE, &options), ADDRESS);
    assert_int_equal(verdicts_find(&verdicts, "reset vector"), VERDICT_FAIL);
    assert_int_equal(count_failed(&verdicts), 1);
}

static void test_a_signed_firmware_is_not_signed_again(void **state)
{
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);
    struct byte_range once = sign_firmware(context, firmware, FIRMWARE_SIZE, &plain), twice;

    assert_false(try_to_sign(context, once.data, once.size, &plain, NSIB_KEY, &twice));
    assert_said(context, "has a validation info already, at offset 0x300");
}

static void test_a_firmware_cut_anywhere_is_refused(void **state)
{
    struct context *context = *state;
    const uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);

    for (size_t size = 0; size < FIRMWARE_SIZE; size++) {
        uint8_t *cut = arena_alloc(context->arena, size);
        struct byte_range result;

        memcpy(cut, firmware, size);
        assert_false(try_to_sign(context, cut, size, &plain, NSIB_KEY, &result));
        assert_int_equal(context->diagnostics.count, 1);
        context->diagnostics.count = 0;
    }
}

static void test_offset_where_b0_finds_it(void **state)
{
    static const struct {
        uint64_t offset;
        size_t found; /* 0: refused */
    } table[] = {
        { 0, 0x300 },
        { ADDRESS + 0x300, 0x300 },
        { ADDRESS + 0x301, 0x301 },
        { ADDRESS + 0x302, 0 },
        { ADDRESS + 0x2fd, 0 },
        { ADDRESS + 0x2ff, 0 },
        { ADDRESS, 0 },
        { 4, 0 },
        { 0xffffffff, 0 },
        { UINT64_MAX, 0 },
    };
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct nsib_options options = { .address = ADDRESS, .offset = table[i].offset };
        struct byte_range result = { NULL, 0 };

        assert_int_equal(try_to_sign(context, firmware, FIRMWARE_SIZE, &options, NSIB_KEY, &result),
                         table[i].found != 0);
        if (table[i].found != 0) {
            struct verdicts verdicts = verify_firmware(context, result, ADDRESS);

            assert_int_equal(result.size, table[i].found + 176);
            assert_false(verdicts_failed(&verdicts));
        } else {
            assert_said(context, "b0 finds it only from 0x01008b00 to 0x01008b01");
        }
    }
}

static void test_room_for_a_header_is_not_signed(void **state)
{
    const struct nsib_options options = { .address = ADDRESS - 0x200, .skip = 0x200 };
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);
    uint8_t *file = arena_alloc(context->arena, 0x200 + FIRMWARE_SIZE);
    struct byte_range whole, alone = sign_firmware(context, firmware, FIRMWARE_SIZE, &plain);

    memcpy(file + 0x200, firmware, FIRMWARE_SIZE);
    whole = sign_firmware(context, file, 0x200 + FIRMWARE_SIZE, &options);
    assert_int_equal(whole.size, 0x200 + alone.size);
    assert_memory_equal(whole.data + 0x200, alone.data, alone.size);
}

static void test_skipping_too_much(void **state)
{
    static const uint64_t table[] = { FIRMWARE_SIZE, FIRMWARE_SIZE + 1, UINT32_MAX, UINT64_MAX };
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct nsib_options options = { .address = ADDRESS, .skip = table[i] };
        struct byte_range result;

        assert_false(try_to_sign(context, firmware, FIRMWARE_SIZE, &options, NSIB_KEY, &result));
        assert_said(context, "holds no firmware behind");
    }
}

/* Firmware, up to three bytes of fill and the block up to the last address of the flash, and not one word further. */
static void test_end_of_the_flash(void **state)
{
    static const uint32_t ends[] = { 0x00100000u, 0x01040000u };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
        const uint32_t last = (ends[i] - FIRMWARE_SIZE - 176) & ~3u;

        for (uint32_t address = last; address < ends[i]; address += 4) {
            const struct nsib_options options = { .address = address };
            uint8_t *firmware = make_firmware(context->arena, address, 0);
            struct byte_range result;

            assert_int_equal(try_to_sign(context, firmware, FIRMWARE_SIZE, &options, NSIB_KEY, &result),
                             address == last);
            if (address != last) {
                assert_said(context, "core's flash at");
            }
        }
    }
}

/* Behind the application core's flash, in front of the network core's, behind that. */
static void test_in_no_flash(void **state)
{
    static const uint32_t table[] = { 0x00100000u, 0x00fffffcu, 0x01040000u, 0xfffff000u };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct nsib_options options = { .address = table[i] };
        struct byte_range result;

        assert_false(try_to_sign(context, make_firmware(context->arena, table[i], 0), FIRMWARE_SIZE, &options,
                                 NSIB_KEY, &result));
        assert_said(context, "in no flash of an nRF5340");
    }
}

static void test_an_address_over_32_bits(void **state)
{
    static const uint64_t table[] = { 0x100000000u, UINT64_MAX - 0x100, UINT64_MAX };
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct nsib_options options = { .address = table[i] };
        struct byte_range result;

        assert_false(try_to_sign(context, firmware, FIRMWARE_SIZE, &options, NSIB_KEY, &result));
        assert_said(context, "do not fit 32-bit addresses");
    }
}

static void test_only_p256_signs(void **state)
{
    static const struct {
        const char *key, *name;
    } table[] = {
        { "fixtures/keys/test-rsa-2048.pem", "RSA-2048" },
        { "fixtures/keys/test-ecdsa-p384.pem", "ECDSA P-384" },
        { "fixtures/keys/test-ed25519.pem", "Ed25519" },
    };
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct byte_range result;

        assert_false(try_to_sign(context, firmware, FIRMWARE_SIZE, &plain, table[i].key, &result));
        assert_int_equal(context->diagnostics.count, 1);
        assert_said(context, table[i].name);
    }
}

/* A product's own compatibility number is the same in both blocks, or b0 finds the second one not. */
static void test_compatibility_number_is_taken_over(void **state)
{
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);
    struct byte_range result;
    struct verdicts verdicts;

    firmware[FW_INFO + 11] = 0x2a;
    result = sign_firmware(context, firmware, FIRMWARE_SIZE, &plain);
    assert_int_equal(result.data[VALIDATION_OFFSET + 11], 0x2a);
    verdicts = verify_firmware(context, result, ADDRESS);
    assert_false(verdicts_failed(&verdicts));
}

static void test_generated_keys_are_known_by_name(void **state)
{
    (void)state;
    assert_true(nsib_is_generated_key("build/GENERATED_NON_SECURE_SIGN_KEY_PRIVATE.pem"));
    assert_true(nsib_is_generated_key("GENERATED_NON_SECURE_PUBLIC_0.pem"));
    assert_false(nsib_is_generated_key("GENERATED_NON_SECURE_keys/product.pem"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_known_answer),
        WITH_CONTEXT(test_same_key_same_bytes),
        WITH_CONTEXT(test_written_firmware_verifies),
        WITH_CONTEXT(test_every_bit_of_the_block_is_guarded_by_one_line),
        WITH_CONTEXT(test_every_bit_of_fw_info_is_guarded_once_signed),
        WITH_CONTEXT(test_each_bit_of_fw_info_that_a_build_gets_wrong),
        WITH_CONTEXT(test_what_b0_would_refuse_is_not_signed),
        WITH_CONTEXT(test_unchecked),
        WITH_CONTEXT(test_a_signed_firmware_is_not_signed_again),
        WITH_CONTEXT(test_a_firmware_cut_anywhere_is_refused),
        WITH_CONTEXT(test_offset_where_b0_finds_it),
        WITH_CONTEXT(test_room_for_a_header_is_not_signed),
        WITH_CONTEXT(test_skipping_too_much),
        WITH_CONTEXT(test_end_of_the_flash),
        WITH_CONTEXT(test_in_no_flash),
        WITH_CONTEXT(test_an_address_over_32_bits),
        WITH_CONTEXT(test_only_p256_signs),
        WITH_CONTEXT(test_compatibility_number_is_taken_over),
        WITH_CONTEXT(test_generated_keys_are_known_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
