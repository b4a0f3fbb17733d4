/* Any bytes as an MCUboot image and as a firmware with NSIB blocks: read or refused, and nothing read lies
 * outside. */
#include <stdint.h>
#include <stdlib.h>

#include "image/nsib.h"
#include "pack/update_verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source = source_from_bytes(arena, "image.bin", data, size);
    const struct update_expectation nothing = { 0 };
    struct verdicts verdicts = { 0 };
    struct mcuboot_image *image;
    struct nsib_image nsib;

    nsib_read(range_of_source(source), &nsib);
    nsib_verify(arena, &nsib, NULL, &verdicts);
    if (mcuboot_image_read(arena, source, &diagnostics, &image)) {
        check_image(image);
        update_verify(arena, image, &nothing, &verdicts);
        if (!verdicts_failed(&verdicts) && mcuboot_image_find(image, MCUBOOT_TLV_SHA256) == NULL &&
            mcuboot_image_find(image, MCUBOOT_TLV_SHA384) == NULL &&
            mcuboot_image_find(image, MCUBOOT_TLV_SHA512) == NULL) {
            abort(); /* an image without a hash never verifies */
        }
    } else if (!diagnostics_failed(&diagnostics)) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}
