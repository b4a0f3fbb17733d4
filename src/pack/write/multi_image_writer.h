/* Writes dfu_multi_image.bin, several images in one file for devices that take it in one stream.
 *
 * Byte for byte as nrfconnect/sdk-nrf scripts/bootloader/dfu_multi_image_tool.py (0abc2e61) does. Format and image
 * numbers: image/multi_image.h.
 */
#ifndef PACK_WRITE_MULTI_IMAGE_WRITER_H
#define PACK_WRITE_MULTI_IMAGE_WRITER_H

#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/byte_range.h"
#include "image/multi_image.h"

#define MULTI_IMAGE_NAME "dfu_multi_image.bin"

/* In the given order. Input errors: no image, more than MULTI_IMAGE_LIMIT, an empty one, two with one number, one of
 * 4 GiB or more.
 */
NODISCARD bool multi_image_write(struct arena *arena, const struct multi_image_entry *images, size_t count,
                                 struct diagnostics *diagnostics, struct byte_range *file);

#endif
