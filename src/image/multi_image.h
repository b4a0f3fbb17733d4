/* Reads dfu_multi_image.bin: several images in one file, with a header that says which.
 *
 * Length of the header (16 bits, little-endian), the header in CBOR, {"img": [{"id": int, "size": uint}, ...]} with the
 * keys in this order, then the images without padding. Source: nrfconnect/sdk-nrf
 * scripts/bootloader/dfu_multi_image_tool.py (0abc2e61), and for what a device takes
 * subsys/dfu/dfu_multi_image/src/dfu_multi_image.c (18176aa4). The result borrows the source's bytes; its list lives in
 * the arena.
 */
#ifndef IMAGE_MULTI_IMAGE_H
#define IMAGE_MULTI_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "base/byte_range.h"

/* Most images in a file. A device takes as many as its build says (CONFIG_DFU_MULTI_IMAGE_MAX_IMAGE_COUNT). */
#define MULTI_IMAGE_LIMIT 16u

/* Numbers NCS gives the images (nrfconnect/sdk-nrf subsys/bootloader/cmake/packaging.cmake, 0a2799fd). A Wi-Fi patch
 * has the first number over these that is free.
 */
enum multi_image_id {
    MULTI_IMAGE_MCUBOOT_S0 = -2,
    MULTI_IMAGE_MCUBOOT_S1 = -1,
    MULTI_IMAGE_APPLICATION = 0,
    MULTI_IMAGE_NETWORK = 1,
};

struct multi_image_entry {
    int32_t id;
    struct byte_range bytes;
};

struct multi_image {
    const struct source *source;
    struct multi_image_entry *items; /* in file order */
    size_t count;
    size_t capacity;
};

/* True when the bytes start with a length and a map that has the one key "img". */
bool multi_image_recognised(struct byte_range bytes);

/* Input errors, all things a device stops at: a header that is cut, of another form or with none or over
 * MULTI_IMAGE_LIMIT images, an empty image, an image that is cut, bytes behind the last one.
 */
NODISCARD bool multi_image_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                                struct multi_image **file);

/* "application", "network core", "MCUboot S0", "MCUboot S1", or "other" */
const char *multi_image_id_name(int32_t id);

#endif
