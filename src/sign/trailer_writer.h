/* Pads an image to its slot and writes the trailer that asks MCUboot to install or keep it, as imgtool --pad,
 * --confirm and --test do.
 *
 * Source: mcu-tools/mcuboot scripts/imgtool/image.py pad_to() and save() (2d4bacc3).
 */
#ifndef SIGN_TRAILER_WRITER_H
#define SIGN_TRAILER_WRITER_H

#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/byte_range.h"
#include "sign/hex_writer.h"
#include "sign/slot_fit.h"

enum trailer_mark {
    TRAILER_MAGIC,   /* --pad: the magic alone, which asks for a test */
    TRAILER_TEST,    /* --test: the same; a HEX says explicitly that image_ok is erased */
    TRAILER_CONFIRM, /* --confirm: image_ok is set */
};

#define TRAILER_ISLANDS 2u

/* The bytes of a trailer that are written at all, in the order of their places: image_ok, if the mark asks for it and
 * the mode has a use for it (overwrite-only has none), then the magic. Addresses count from the start of the slot, which must
 * have a size. Returns how many there are; the bytes live in the arena.
 */
size_t trailer_islands(struct arena *arena, const struct imgtool_slot *slot, uint8_t erased_value,
                       enum trailer_mark mark, struct hex_part islands[TRAILER_ISLANDS]);

/* The slot must have a size and hold the image (imgtool_slot_holds()). The result, slot_size bytes, lives in the arena.
 */
struct byte_range image_pad(struct arena *arena, struct byte_range image, const struct imgtool_slot *slot,
                            uint8_t erased_value, enum trailer_mark mark);

#endif
