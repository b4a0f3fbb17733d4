/* Reads the trailer that stands at the end of a slot, or of an image that was padded to its slot.
 *
 * From the end downwards: magic, image_ok, copy_done, swap_info, each in as many bytes as the flash writes at once, at
 * least 8 (mcu-tools/mcuboot docs/design.md, boot/bootutil/src/bootutil_misc.h, 2d4bacc3). What lies below depends on the
 * bootloader and is not read.
 */
#ifndef IMAGE_SLOT_TRAILER_H
#define IMAGE_SLOT_TRAILER_H

#include <stdbool.h>
#include <stdint.h>
#include "base/attributes.h"
#include "base/byte_range.h"

enum slot_flag { SLOT_FLAG_UNSET, SLOT_FLAG_SET, SLOT_FLAG_OTHER };

struct slot_trailer {
    uint32_t max_align; /* bytes, as the magic says it */
    enum slot_flag image_ok;
    enum slot_flag copy_done;
    bool has_swap_info; /* it is not erased */
    uint8_t swap_type;  /* 2 test, 3 permanent, 4 revert */
    uint8_t image_number;
};

/* False when the bytes do not end in a trailer's magic. Erased bytes are 0xff. */
NODISCARD bool slot_trailer_read(struct byte_range slot, struct slot_trailer *trailer);

/* "unset", "set", "neither" */
const char *slot_flag_name(enum slot_flag flag);

/* "none", "test", "permanent", "revert", "fail", "panic" or "unknown" */
const char *slot_swap_type_name(uint8_t type);

#endif
