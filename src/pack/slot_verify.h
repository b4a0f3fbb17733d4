/* Whether an image of a size goes through a pair of slots: by the bootloader's own formula, and whether the bootloader
 * takes these slots at all.
 *
 * Line "slot fit". Sources: include/nrf53pack/limits.h; mcu-tools/mcuboot boot/bootutil/src/swap_move.c, swap_offset.c,
 * swap_scratch.c boot_slots_compatible(), and bootutil_loader.c (2d4bacc3).
 */
#ifndef PACK_SLOT_VERIFY_H
#define PACK_SLOT_VERIFY_H

#include "base/arena.h"
#include "image/verdict.h"
#include "pack/bootloader_demand.h"
#include "project/update_slots.h"

/* size in bytes: header, firmware and TLVs. slots may be NULL: not known. */
void slot_fit_verify(struct arena *arena, uint64_t size, const struct update_slots *slots,
                     const struct bootloader_demand *demand, bool is_network_core, struct verdicts *verdicts);

#endif
