#include "sign/image_uuid.h"

#include <stdlib.h>
#include <string.h>
#include <mbedtls/md.h>
#include "base/text.h"

#define SHA1_SIZE 20u

const struct image_uuid uuid_namespace_dns = {
    true, { 0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8 }
};

/* 32 digits without anything between, or groups of 8-4-4-4-12. */
static bool read_digits(const char *text, uint8_t bytes[IMAGE_UUID_SIZE])
{
    bool grouped = strlen(text) == 36;
    size_t digits = 0;

    if (!grouped && strlen(text) != 32) {
        return false;
    }
    for (size_t i = 0; text[i] != '\0'; i++) {
        bool hyphen = grouped && (i == 8 || i == 13 || i == 18 || i == 23);
        int value = hex_digit_value(text[i]);

        if (hyphen ? text[i] != '-' : value < 0) {
            return false;
        }
        if (!hyphen) {
            bytes[digits / 2] = (uint8_t)(bytes[digits / 2] << 4 | value);
            digits++;
        }
    }
    return true;
}

static bool printable(const char *text)
{
    size_t length = strlen(text);

    for (size_t at = 0; at < length;) {
        size_t step = utf8_sequence(text + at, length - at);

        if (step == 0 || (unsigned char)text[at] < 0x20 || text[at] == 0x7f) {
            return false;
        }
        at += step;
    }
    return length != 0;
}

/* The first 16 bytes of SHA-1 over namespace and name, with version and variant set. */
static void name_uuid(const struct image_uuid *name_space, const char *name, struct image_uuid *uuid)
{
    const mbedtls_md_info_t *sha1 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA1);
    mbedtls_md_context_t context;
    uint8_t hash[SHA1_SIZE];

    mbedtls_md_init(&context);
    if (sha1 == NULL || mbedtls_md_setup(&context, sha1, 0) != 0 || mbedtls_md_starts(&context) != 0 ||
        mbedtls_md_update(&context, name_space->bytes, sizeof name_space->bytes) != 0 ||
        mbedtls_md_update(&context, (const unsigned char *)name, strlen(name)) != 0 ||
        mbedtls_md_finish(&context, hash) != 0) {
        /* A library without SHA-1 is no build of ours. */
        abort();
    }
    mbedtls_md_free(&context);
    memcpy(uuid->bytes, hash, sizeof uuid->bytes);
    uuid->bytes[6] = (uint8_t)((uuid->bytes[6] & 0x0f) | 0x50);
    uuid->bytes[8] = (uint8_t)((uuid->bytes[8] & 0x3f) | 0x80);
}

bool image_uuid_parse(const struct image_uuid *name_space, const char *text, struct image_uuid *uuid)
{
    struct image_uuid result = { .present = true };

    if (!read_digits(text, result.bytes)) {
        if (!printable(text) || !name_space->present) {
            return false;
        }
        name_uuid(name_space, text, &result);
    }
    *uuid = result;
    return true;
}
