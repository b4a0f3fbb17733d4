/* A bootloader as its configuration has it, and images for it: shared by the tests of what a bootloader accepts. */
#ifndef TESTS_BOOTLOADER_TEST_H
#define TESTS_BOOTLOADER_TEST_H

#include "image_test.h"

#include "base/attributes.h"
#include "image/image_verify.h"
#include "nrf53pack/bytes.h"
#include "pack/verify/bootloader_demand.h"
#include "sign/image_writer.h"

#define P256_KEY "fixtures/keys/test-ecdsa-p256.pem"

static const uint8_t test_firmware[] = { 0x00, 0x20, 0x00, 0x20, 0x01, 0x02, 0x01, 0x00, 1, 2, 3 };

/* sdk 0.0.0: the tree does not say its release. */
static inline struct bootloader_demand demand_of_release(struct context *context, enum image_role role,
                                                         const char *text, struct sdk_version sdk)
{
    struct anomalies anomalies = { 0 };
    struct project_image image = { .name = "boot", .role = role };
    struct project project = {
        .kind = PROJECT_BUILD, .images = { &image, 1, 1 }, .sdk = sdk, .sdk_known = sdk.major != 0
    };
    struct kconfig *config;
    struct bootloader_demand demand;

    assert_true(kconfig_read(context->arena, source_from_bytes(context->arena, ".config", text, strlen(text)), 0,
                             &anomalies, &context->diagnostics, &config));
    config->complete = true;
    image.config = config;
    bootloader_demand_read(context->arena, &project, &demand);
    return demand;
}

static inline struct bootloader_demand demand_of(struct context *context, enum image_role role, const char *text)
{
    return demand_of_release(context, role, text, (struct sdk_version){ 0 });
}

/* key NULL: an unsigned image */
static inline struct mcuboot_image *image_of(struct context *context, const struct image_options *options,
                                             const char *key_path)
{
    const struct source *source = source_from_bytes(context->arena, "firmware", test_firmware, sizeof test_firmware);
    struct signing_key *key = NULL;
    struct mcuboot_image *image = NULL;
    struct byte_range bytes;

    assert_true(key_path == NULL || signing_key_load(context->arena, key_path, NULL, &context->diagnostics, &key));
    assert_true(image_write(context->arena, source, range_of_source(source), options,
                            signer_with_key(context->arena, key), &context->diagnostics, &bytes));
    signing_key_release(key);
    source = source_from_bytes(context->arena, "image.bin", bytes.data, bytes.size);
    assert_true(mcuboot_image_read(context->arena, source, &context->diagnostics, &image));
    return image;
}

static inline struct image_options options_of_version(struct mcuboot_version version)
{
    return (struct image_options){ .version = version, .header_size = 0x200, .pad_header = true, .erased_value = 0xff };
}

/* The line has this verdict and says this. */
static inline void assert_line(const struct verdicts *verdicts, const char *check, enum verdict verdict,
                               const char *said)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        const struct verdict_line *line = &verdicts->items[i];

        if (strcmp(line->check, check) != 0) {
            continue;
        }
        if (line->verdict == verdict && strstr(line->detail, said) != NULL) {
            return;
        }
        fail_msg("'%s' is %s '%s', expected %s '%s'", check, verdict_name(line->verdict), line->detail,
                 verdict_name(verdict), said);
    }
    fail_msg("there is no line '%s'", check);
}

#endif
