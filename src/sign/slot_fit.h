/* Whether an image fits its slot: imgtool's rule, and MCUboot's, which is stricter in most cases.
 *
 * imgtool knows no sectors: it takes an image that MCUboot's swap modes never install (mcu-tools/mcuboot
 * issue 1845).
 */
#ifndef SIGN_SLOT_FIT_H
#define SIGN_SLOT_FIT_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/limits.h"

/* Sector of the nRF5340's flash and of the QSPI flashes it is used with. */
#define SLOT_SECTOR_SIZE 4096u

struct imgtool_slot {
    uint32_t slot_size;   /* bytes; 0: no check, as imgtool has it */
    uint32_t align;       /* --align, 1 to 32 */
    uint32_t max_align;   /* 0: derived from align, as imgtool does */
    uint32_t max_sectors; /* 0: 128 */
    bool overwrite_only;
    uint32_t encryption_key_size; /* bytes of the image key: 16 or 32; 0: not encrypted */
    uint32_t encryption_tlv_size; /* --save-enctlv: the trailer keeps the TLV instead of the key; else 0 */
};

/* --max-align, or what imgtool derives from --align. */
uint32_t imgtool_max_align(const struct imgtool_slot *slot);

/* Bytes imgtool reserves at the end of the slot: an image key takes 16 there, also one of 32. Source:
 * mcu-tools/mcuboot scripts/imgtool/image.py _trailer_size (2d4bacc3).
 */
uint64_t imgtool_trailer_size(const struct imgtool_slot *slot);

bool imgtool_slot_holds(const struct imgtool_slot *slot, uint64_t image_size);

/* What MCUboot makes of the slot, in this mode; `primary_size` 0: both slots have the same size. */
struct slot_geometry mcuboot_slots(const struct imgtool_slot *slot, enum upgrade_mode mode, uint32_t sector_size,
                                   uint32_t primary_size);

/* What MCUboot installs in two such slots of 4 KiB sectors: swap-move, or overwrite-only. */
uint64_t mcuboot_slot_limit(const struct imgtool_slot *slot);

#endif
