/* Provision data as hexadecimal text, by hand from the documented layout, for the tests that write and read it. */
#ifndef TEST_PROVISION_PAGES_H
#define TEST_PROVISION_PAGES_H

#include "nsib_firmware.h"

#include "image/provision.h"

#define KEY_0 "bfe7f277da7e9549cf77ec5813a3095e" /* of test-nsib-p256 */
#define KEY_1 "c17be89e064c678fb6aca29baa9b715c" /* of test-ecdsa-p256 */
#define SLOTS                                                                                                          \
    "00800000"                                                                                                         \
    "00c00100"
#define COUNTERS                                                                                                       \
    "01000200"                                                                                                         \
    "01000400ffffffffffffffff"                                                                                         \
    "02000200ffffffff"
#define PAGE_NEW                                                                                                       \
    SLOTS "02000000"                                                                                                   \
          "fffffa50" KEY_0 "fffffa51" KEY_1 COUNTERS
#define PAGE_OLD                                                                                                       \
    SLOTS "02000000"                                                                                                   \
          "ffffffff" KEY_0 "ffffffff" KEY_1 COUNTERS
#define PAGE_FIRST                                                                                                     \
    SLOTS "02000000"                                                                                                   \
          "ffffffff" KEY_0 "ffffffff" KEY_1 "01000100"                                                                 \
          "01000400"
#define PAGE_NET                                                                                                       \
    "00880001"                                                                                                         \
    "00880001"                                                                                                         \
    "01000000"                                                                                                         \
    "fffffa50" KEY_0
#define ZEROS_52                                                                                                       \
    "0000000000000000000000000000000000000000000000000000"                                                             \
    "0000000000000000000000000000000000000000000000000000"
#define NO_NSIB                                                                                                        \
    ZEROS_52 "01000100"                                                                                                \
             "02000200ffffffff"
#define PROTECTED                                                                                                      \
    "ffffffffffffffff"                                                                                                 \
    "ffffffffffffffffffffffffffffffff"                                                                                 \
    "ffffffffffffffffffffffffffffffff"
#define OTP        0x00ff8100u
#define NET_PAGE   0x01008580u
#define S0_ADDRESS 0x8000u
#define S1_ADDRESS 0x1c000u

static inline struct byte_range bytes_of(struct context *context, const char *hex)
{
    size_t size = strlen(hex) / 2;
    uint8_t *bytes = arena_alloc(context->arena, size);

    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(hex_digit_value(hex[2 * i]) << 4 | hex_digit_value(hex[2 * i + 1]));
    }
    return range_of(bytes, size);
}

static inline bool try_to_read(struct context *context, struct byte_range bytes, struct provision **provision)
{
    const struct source *source = source_from_bytes(context->arena, "page", bytes.data, bytes.size);

    return provision_read(context->arena, source, &context->diagnostics, provision);
}

static inline struct provision *read_page(struct context *context, const char *hex)
{
    struct provision *provision = NULL;

    assert_true(try_to_read(context, bytes_of(context, hex), &provision));
    return provision;
}

#endif
