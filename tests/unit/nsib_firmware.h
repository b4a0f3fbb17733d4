/* A firmware of 765 bytes with fw_info, as a linker leaves it for NSIB: for the tests that sign it and read it back.
 *
 * 765 is no multiple of 4: three bytes of fill lie in front of the validation info.
 */
#ifndef TEST_NSIB_FIRMWARE_H
#define TEST_NSIB_FIRMWARE_H

#include "image_test.h"

#include "base/attributes.h"
#include "image/nsib.h"
#include "nrf53pack/bytes.h"
#include "crypto/keys.h"
#include "sign/nsib_writer.h"

#define ADDRESS           0x01008800u
#define FIRMWARE_SIZE     0x2fdu
#define VALIDATION_OFFSET 0x300u
#define FILE_SIZE         (VALIDATION_OFFSET + sizeof(struct nsib_validation_info))
#define FW_INFO           0x200u
#define NSIB_KEY          "fixtures/keys/test-nsib-p256.pem"

/* Room for more bytes behind it. */
static inline uint8_t *make_firmware(struct arena *arena, uint32_t address, size_t room)
{
    const uint32_t words[] = {
        NSIB_MAGIC_COMMON,
        NSIB_MAGIC_FIRMWARE_INFO,
        NSIB_FW_INFO_COMPAT_NRF53,
        60,
        FIRMWARE_SIZE,
        3,
        address,
        address,
        NSIB_FW_INFO_VALID,
        0,
        0,
        0,
        0,
        0,
        0,
    };
    uint8_t *firmware = arena_alloc(arena, FIRMWARE_SIZE + room);

    memset(firmware, 0x11, FIRMWARE_SIZE);
    store_le32(firmware + 4, address + 0x101);
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        store_le32(firmware + FW_INFO + 4 * i, words[i]);
    }
    return firmware;
}

static inline struct signing_key *load_key(struct context *context, const char *path)
{
    struct signing_key *key;

    assert_true(signing_key_load(context->arena, path, NULL, &context->diagnostics, &key));
    return key;
}

static inline bool try_to_sign(struct context *context, const uint8_t *firmware, size_t size,
                               const struct nsib_options *options, const char *key_path, struct byte_range *result)
{
    const struct source *source = source_from_bytes(context->arena, "firmware.bin", firmware, size);
    struct signing_key *key = load_key(context, key_path);
    bool done = nsib_write(context->arena, source, range_of(firmware, size), options,
                           signer_with_key(context->arena, key), &context->diagnostics, result);

    signing_key_release(key);
    return done;
}

static inline struct byte_range sign_firmware(struct context *context, const uint8_t *firmware, size_t size,
                                              const struct nsib_options *options)
{
    struct byte_range result = { NULL, 0 };

    assert_true(try_to_sign(context, firmware, size, options, NSIB_KEY, &result));
    return result;
}

static inline struct verdicts verify_firmware(struct context *context, struct byte_range bytes, uint32_t address)
{
    struct nsib_expectation expected = { .slot_known = true, .slot_address = address, .slot_size = 0x37800 };
    struct verdicts verdicts = { 0 };
    const struct source *source;
    struct public_key *trusted;
    struct nsib_image image;

    assert_true(key_source_load(context->arena, NSIB_KEY, &context->diagnostics, &source));
    assert_true(public_key_read(context->arena, source, &context->diagnostics, &trusted));
    expected.key = trusted->point;
    nsib_read(bytes, &image);
    nsib_verify(context->arena, &image, &expected, &verdicts);
    return verdicts;
}

static inline size_t count_failed(const struct verdicts *verdicts)
{
    size_t failed = 0;

    for (size_t i = 0; i < verdicts->count; i++) {
        failed += verdicts->items[i].verdict == VERDICT_FAIL ? 1 : 0;
    }
    return failed;
}

#endif
