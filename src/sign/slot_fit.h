/* Whether an image fits its slot: imgtool's rule, and MCUboot's, which is stricter in most cases.
 *
 * imgtool knows no sectors: it takes an image that MCUboot's swap modes never install (mcu-tools/mcuboot
 * issue 1845).
 */
#ifndef SIGN_SLOT_FIT_H
#define SIGN_SLOT_FIT_H

#include <stdbool.h>
#include <stdint.h>

struct imgtool_slot {
    uint32_t slot_size;   /* bytes; 0: no check, as imgtool has it */
    uint32_t align;       /* --align, 1 to 32 */
    uint32_t max_align;   /* 0: derived from align, as imgtool does */
    uint32_t max_sectors; /* 0: 128 */
    bool overwrite_only;
};

/* --max-align, or what imgtool derives from --align. */
uint32_t imgtool_max_align(const struct imgtool_slot *slot);

/* Bytes imgtool reserves at the end of the slot (scripts/imgtool/image.py _trailer_size, 2d4bacc3). */
uint64_t imgtool_trailer_size(const struct imgtool_slot *slot);

bool imgtool_slot_holds(const struct imgtool_slot *slot, uint64_t image_size);

/* What MCUboot installs in two such slots of 4 KiB sectors: swap-move, or overwrite-only. */
uint64_t mcuboot_slot_limit(const struct imgtool_slot *slot);

#endif
