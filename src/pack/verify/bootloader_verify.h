/* Checks an image against what the bootloader of a tree is built to accept, besides size and place.
 *
 * Lines: "signature type", "hash algorithm", "encryption scheme", "TLV list", "image flags", and where the bootloader asks for
 * them "load address", "vendor id", "class id". Without a known bootloader the line "bootloader" says so, and only what every
 * MCUboot does is checked: "TLV list" and "image flags", as warnings where it depends. Sources: mcu-tools/mcuboot boot/bootutil/src/image_validate.c,
 * loader.c, bootutil_loader.c, encrypted.c (2d4bacc3).
 */
#ifndef PACK_VERIFY_BOOTLOADER_VERIFY_H
#define PACK_VERIFY_BOOTLOADER_VERIFY_H

#include "base/arena.h"
#include "image/mcuboot_image.h"
#include "image/verdict.h"
#include "pack/verify/bootloader_demand.h"
#include "project/tree/update_slots.h"

/* slots may be NULL: not known. */
void bootloader_verify(struct arena *arena, const struct mcuboot_image *image, const struct bootloader_demand *demand,
                       const struct update_slots *slots, struct verdicts *verdicts);

#endif
