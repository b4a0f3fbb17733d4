/* Whether an image of a size goes through a pair of slots: by the bootloader's own formula, and whether the bootloader
 * takes these slots at all; and which of the two slots an image of direct-XIP runs from.
 *
 * Lines "slot fit" and "slot address". Sources: include/nrf53pack/limits.h; mcu-tools/mcuboot boot/bootutil/src/swap_move.c, swap_offset.c,
 * swap_scratch.c boot_slots_compatible(), and bootutil_loader.c, loader.c boot_rom_address_check() (2d4bacc3).
 */
#ifndef PACK_VERIFY_SLOT_VERIFY_H
#define PACK_VERIFY_SLOT_VERIFY_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "image/mcuboot_image.h"
#include "image/verdict.h"
#include "pack/verify/bootloader_demand.h"
#include "project/tree/update_slots.h"

/* size in bytes: header, firmware and TLVs. slots may be NULL: not known. */
void slot_fit_verify(struct arena *arena, uint64_t size, const struct update_slots *slots,
                     const struct bootloader_demand *demand, bool is_network_core, struct verdicts *verdicts);

/* MCUboot's own update, by way of the application's secondary slot: as many bytes as the slot S0 or S1 has are copied from
 * there (nrfconnect/sdk-mcuboot boot/bootutil/src/swap_nsib.c, 08a55b9b), and what b0 starts has to be among them. The slot
 * is slots->primary_size; TLVs are of no use there.
 */
void own_slot_fit_verify(struct arena *arena, const struct mcuboot_image *image, const struct update_slots *slots,
                         struct verdicts *verdicts);

/* The slot's address stands in the header of an image of direct-XIP, marked by ROM_FIXED. */
bool image_is_for_slot(const struct mcuboot_image *image, const struct tree_number *address);

/* For a bootloader of direct-XIP: the image names the start of one of its slots. Without the mark MCUboot compares
 * nothing and starts the image from whichever slot it lies in. slots may be NULL: not known.
 */
void slot_address_verify(struct arena *arena, const struct mcuboot_image *image, const struct update_slots *slots,
                         struct verdicts *verdicts);

#endif
