/* Any bytes as an MCUboot image and as a firmware with NSIB blocks: read or refused, nothing read lies outside, and what
 * is verified with a key is verified no more when a byte of it changes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/image_core.h"
#include "image/nsib.h"
#include "image/sample_keys.h"
#include "pack/verify/update_verify.h"
#include "pack/verify/version_verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Public halves of fixtures/keys/test-ecdsa-p256.pem and test-ed25519.pem, which sign images of the corpus. */
static const uint8_t ecdsa_p256[] = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04, 0x35, 0xd8, 0x65, 0x0c, 0xe1, 0x9e, 0xb6, 0x14, 0x95, 0x29, 0x61,
    0x81, 0xad, 0xa9, 0x50, 0x51, 0x65, 0x95, 0xaa, 0x5b, 0xcc, 0x74, 0x79, 0x95, 0xb1, 0x3a, 0xb3, 0x74, 0xe5, 0x33,
    0x27, 0x8c, 0x26, 0x45, 0xac, 0xcd, 0x6b, 0xd3, 0x7b, 0xc8, 0x25, 0xf6, 0x47, 0x00, 0x8e, 0xfc, 0xcc, 0xa7, 0x52,
    0x1e, 0xe5, 0xb5, 0x12, 0x1e, 0x20, 0x1e, 0x59, 0x02, 0x2d, 0x0a, 0x39, 0xb3, 0x88, 0xdf,
};
static const uint8_t ed25519[] = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, 0xda, 0xf8, 0xd8,
    0xc5, 0x9c, 0x32, 0x9b, 0xb0, 0xe3, 0x1c, 0x6c, 0x05, 0xc3, 0x44, 0xd5, 0xc9, 0xc7, 0x31,
    0x23, 0x90, 0xae, 0x08, 0xf5, 0x5a, 0xa3, 0xad, 0x5f, 0xa8, 0xb0, 0x03, 0xb7, 0xb1,
};

static bool inside(struct byte_range whole, struct byte_range part)
{
    return part.data >= whole.data && part.size <= whole.size &&
           (size_t)(part.data - whole.data) <= whole.size - part.size;
}

static void check_image(const struct mcuboot_image *image)
{
    struct byte_range whole = range_of_source(image->source);

    if (!inside(whole, image->payload) || !inside(whole, image->hashed) || image->file_size > whole.size ||
        image->hashed.size > image->file_size) {
        abort();
    }
    for (size_t i = 0; i < image->count; i++) {
        if (!inside(whole, image->items[i].data)) {
            abort();
        }
    }
}

static bool is_signed_by(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key)
{
    struct verdicts verdicts = { 0 };

    mcuboot_image_verify(arena, image, key, NULL, &verdicts);
    return verdicts_find(&verdicts, "signature") == VERDICT_PASS && !verdicts_failed(&verdicts);
}

/* What is verified hangs on each byte that is hashed, also on those of an image that says it is encrypted. */
static void check_with_key(struct arena *arena, const struct mcuboot_image *image, const uint8_t *der, size_t size)
{
    struct byte_range whole = range_of_source(image->source);
    struct mcuboot_image changed = *image;
    struct public_key *key;
    uint8_t *hashed;

    if (!public_key_from_der(arena, range_of(der, size), &key)) {
        abort();
    }
    if (!is_signed_by(arena, image, key)) {
        return;
    }
    hashed = arena_alloc(arena, image->hashed.size);
    memcpy(hashed, image->hashed.data, image->hashed.size);
    hashed[image->header.version.build % image->hashed.size] ^= 0x10;
    changed.hashed = range_of(hashed, image->hashed.size);
    if (is_signed_by(arena, &changed, key) || image->hashed.size >= whole.size) {
        abort();
    }
}

/* A bootloader that asks for all there is, and an image that is shipped to where it runs already. */
static void check_against_bootloader(struct arena *arena, struct mcuboot_image *image)
{
    struct update_expectation expectation = {
        .signature_demanded = true,
        .has_slots = true,
        .header_size = { .known = true, .value = 0x20, .from = "test" },
        .bootloader = { .known = true,
                        .complete = true,
                        .name = "mcuboot",
                        .signature_known = true,
                        .key_type = KEY_ECDSA_P256,
                        .signature_from = { .from = "test" },
                        .hash_known = true,
                        .encrypts = true,
                        .scheme_known = true,
                        .encryption_tlv = MCUBOOT_TLV_ENC_EC256,
                        .key_size = 16,
                        .allow_list = true,
                        .checks_load_address = true,
                        .wants_vendor_id = true,
                        .wants_class_id = true,
                        .downgrade = DOWNGRADE_BY_IMAGE_COUNTER,
                        .downgrade_from = "test",
                        .image_count = 2 },
    };
    struct known_image known = { 0, "image.bin", image };
    const struct known_images images = { &known, 1, 1 };
    const struct version_context context = { &expectation.bootloader, &images, &images, is_network_core_image(image) };
    struct verdicts verdicts = { 0 };

    update_verify(arena, image, &expectation, &verdicts);
    versions_verify(arena, image, 0, &context, &verdicts);
    if (!verdicts_failed(&verdicts) && mcuboot_image_signature(image) == NULL) {
        abort(); /* this bootloader takes no image without a signature */
    }
    (void)sample_key_of_image(image);
}

static void check_without_anything(struct arena *arena, const struct mcuboot_image *image)
{
    const struct update_expectation nothing = { 0 };
    struct verdicts verdicts = { 0 };

    update_verify(arena, image, &nothing, &verdicts);
    if (!verdicts_failed(&verdicts) && mcuboot_image_find(image, MCUBOOT_TLV_SHA256) == NULL &&
        mcuboot_image_find(image, MCUBOOT_TLV_SHA384) == NULL &&
        mcuboot_image_find(image, MCUBOOT_TLV_SHA512) == NULL && !image_is_pure(image)) {
        abort(); /* only an image whose signature is pure verifies without a hash */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source = source_from_bytes(arena, "image.bin", data, size);
    struct verdicts verdicts = { 0 };
    struct mcuboot_image *image;
    struct nsib_image nsib;

    nsib_read(range_of_source(source), &nsib);
    nsib_verify(arena, &nsib, NULL, &verdicts);
    if (mcuboot_image_read(arena, source, &diagnostics, &image)) {
        check_image(image);
        check_without_anything(arena, image);
        check_with_key(arena, image, ecdsa_p256, sizeof ecdsa_p256);
        check_with_key(arena, image, ed25519, sizeof ed25519);
        check_against_bootloader(arena, image);
    } else if (!diagnostics_failed(&diagnostics)) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}
