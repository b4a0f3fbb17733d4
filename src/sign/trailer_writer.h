/* Pads an image to its slot and writes the trailer that asks MCUboot to install or keep it, as imgtool --pad
 * does.
 *
 * Source: mcu-tools/mcuboot scripts/imgtool/image.py pad_to() (2d4bacc3).
 */
#ifndef SIGN_TRAILER_WRITER_H
#define SIGN_TRAILER_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "image/byte_range.h"
#include "sign/slot_fit.h"

/* The slot must have a size and hold the image (imgtool_slot_holds()). confirmed sets image_ok, which
 * overwrite-only has no use for and does not get. The result, slot_size bytes, lives in the arena.
 */
struct byte_range image_pad(struct arena *arena, struct byte_range image, const struct imgtool_slot *slot,
                            uint8_t erased_value, bool confirmed);

#endif
