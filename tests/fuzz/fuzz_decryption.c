/* Any bytes as an encrypted image, opened with an X25519 key and with a wrapping key: opened or told why not, the plain
 * copy has the form of the stored image, and the stored bytes stay as they were. The same bytes as a wrapping key's file.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/curve25519.h"
#include "sign/decryption.h"
#include "crypto/wrapping_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of fixtures/keys/test-x25519.pem, for which images of the corpus are encrypted. */
static const uint8_t x25519_secret[CURVE25519_SIZE] = {
    0xa0, 0x3c, 0x1f, 0xbe, 0x94, 0x79, 0x18, 0xb8, 0x7a, 0x81, 0x9f, 0xb9, 0xf3, 0x8d, 0xfb, 0xfa,
    0xef, 0x47, 0x1f, 0x46, 0x35, 0x7a, 0x09, 0x0a, 0x60, 0x45, 0x07, 0x4f, 0x52, 0xaf, 0x3d, 0x50,
};

static void check_plain(const struct mcuboot_image *image, const struct mcuboot_image *plain)
{
    size_t offset = (size_t)(image->payload.data - image->hashed.data);

    if (!plain->is_decrypted || plain->hashed.size != image->hashed.size ||
        plain->payload.size != image->payload.size || plain->payload.data != plain->hashed.data + offset ||
        plain->count != image->count || memcmp(plain->hashed.data, image->hashed.data, offset) != 0) {
        abort();
    }
}

static void open_with(struct arena *arena, const struct mcuboot_image *image, const struct decryption_key *key)
{
    const char *fault = NULL;
    struct verdicts verdicts = { 0 };
    const struct mcuboot_image *plain = image_decrypt(arena, image, key, &fault);

    if ((plain == NULL) != (fault != NULL)) {
        abort();
    }
    if (plain != NULL) {
        check_plain(image, plain);
    }
    (void)decrypt_for_verification(arena, image, key, &verdicts);
    if (verdicts.count != 1) {
        abort();
    }
}

static void open_image(struct arena *arena, const struct mcuboot_image *image)
{
    struct public_key public_half = { .type = KEY_X25519 };
    struct signing_key x25519 = { .path = "x25519", .public_half = &public_half };
    const struct decryption_key private_key = { .path = "x25519", .private_key = &x25519 };
    const struct decryption_key wrapping_key = { .path = "kek", .wrapping_key = range_of(x25519_secret, 16) };

    memcpy(x25519.secret, x25519_secret, sizeof x25519_secret);
    open_with(arena, image, &private_key);
    open_with(arena, image, &wrapping_key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source = source_from_bytes(arena, "input", data, size);
    struct mcuboot_image *image;
    struct byte_range key;

    if (mcuboot_image_read(arena, source, &diagnostics, &image)) {
        open_image(arena, image);
        if (memcmp(source->data, data, size) != 0) {
            abort();
        }
    }
    if (wrapping_key_recognised(source) && wrapping_key_read(arena, source, &diagnostics, &key) && key.size != 16 &&
        key.size != 32) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}
