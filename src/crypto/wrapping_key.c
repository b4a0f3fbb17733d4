#include "crypto/wrapping_key.h"

#include <sodium.h>
#include <string.h>

#define AES128_SIZE 16u
#define AES256_SIZE 32u

static const char white_space[] = " \t\r\n";

/* base64 alone, with white space: PEM has dashes, DER has bytes of no text. */
static bool is_base64(const struct source *source)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    bool has_digit = false;

    for (size_t i = 0; i < source->size; i++) {
        char character = source->data[i];

        if (character == '\0') {
            return false;
        }
        if (strchr(alphabet, character) != NULL) {
            has_digit = true;
        } else if (strchr(white_space, character) == NULL) {
            return false;
        }
    }
    return has_digit;
}

static bool is_raw_size(const struct source *source)
{
    return source->size == AES128_SIZE || source->size == AES256_SIZE;
}

bool wrapping_key_recognised(const struct source *source)
{
    return is_base64(source) || is_raw_size(source);
}

bool wrapping_key_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                       struct byte_range *key)
{
    uint8_t *bytes = arena_alloc(arena, source->size + 1);
    const char *end = NULL;
    size_t size = 0;

    if (!is_base64(source)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "wrapping key is expected in base64: 'base64 < RAW > KEY' makes that of raw bytes");
    }
    if (sodium_base642bin(bytes, source->size, source->data, source->size, white_space, &size, &end,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != source->data + source->size) {
        sodium_memzero(bytes, source->size);
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "no key: neither PEM or DER, nor the whole base64 of a wrapping key");
    }
    *key = range_of(bytes, size);
    if (size != AES128_SIZE && size != AES256_SIZE) {
        wrapping_key_wipe(key);
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "wrapping key has %zu bits: expected 128 or 256", size * 8);
    }
    return true;
}

void wrapping_key_wipe(struct byte_range *key)
{
    if (key->size != 0) {
        /* The arena owns these bytes, only the type says const. */
        sodium_memzero((void *)(uintptr_t)key->data, key->size);
    }
    *key = (struct byte_range){ 0 };
}
