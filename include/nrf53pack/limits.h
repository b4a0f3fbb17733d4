/* What a pair of slots can hold: the one function that checker, packer and firmware use.
 *
 * Source: mcu-tools/mcuboot boot/bootutil/src/bootutil_area.c (trailer size), bootutil_misc.c
 * bootutil_max_image_size(), swap_move.c / swap_offset.c / swap_scratch.c app_max_size() (commit 2d4bacc3).
 * All sizes are bytes. Sums are made in 64 bits, so no slot of an nRF5340 can overflow them.
 */
#ifndef NRF53PACK_LIMITS_H
#define NRF53PACK_LIMITS_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/mcuboot_format.h"

enum upgrade_mode {
    UPGRADE_SWAP_MOVE,
    UPGRADE_SWAP_OFFSET,
    UPGRADE_SWAP_SCRATCH,
    UPGRADE_OVERWRITE_ONLY,
    UPGRADE_DIRECT_XIP,
    UPGRADE_RAM_LOAD,
    UPGRADE_SINGLE_SLOT,
};

struct slot_geometry {
    enum upgrade_mode mode;
    uint32_t primary_size;
    uint32_t secondary_size;      /* ignored for single slot */
    uint32_t sector_size;         /* the same for both slots, >= 1 */
    uint32_t write_size;          /* what a program operation takes, >= 1 */
    uint32_t max_align;           /* BOOT_MAX_ALIGN, 8 on the nRF5340 */
    uint32_t max_sectors;         /* CONFIG_BOOT_MAX_IMG_SECTORS */
    uint32_t encryption_key_size; /* 0 when images are not encrypted, else 16 or 32 */
};

/* value % step, step >= 1, without a division of 64 bits: a Cortex-M33 has none, and the library's is a function of its own.
 */
static inline uint64_t limits_remainder(uint64_t value, uint64_t step)
{
    uint64_t rest = 0;

    if (value <= UINT32_MAX && step <= UINT32_MAX) {
        return (uint32_t)value % (uint32_t)step;
    }
    for (unsigned bit = 64; bit > 0; bit--) {
        bool carry = rest > UINT64_MAX / 2;

        rest = rest << 1 | (value >> (bit - 1) & 1u);
        rest = carry || rest >= step ? rest - step : rest;
    }
    return rest;
}

static inline uint64_t limits_align_down(uint64_t value, uint64_t step)
{
    return value - limits_remainder(value, step);
}

static inline uint64_t limits_align_up(uint64_t value, uint64_t step)
{
    return step == 0 ? value : limits_align_down(value + step - 1, step);
}

static inline uint64_t limits_minus(uint64_t size, uint64_t part)
{
    return size > part ? size - part : 0;
}

static inline uint64_t limits_smaller(uint64_t left, uint64_t right)
{
    return left < right ? left : right;
}

/* The part of the trailer that does not hold the swap status. */
static inline uint64_t slot_trailer_info_size(const struct slot_geometry *slots)
{
    uint64_t flags = slots->mode == UPGRADE_SWAP_OFFSET ? 5 : 4;
    uint64_t keys = 2 * limits_align_up(slots->encryption_key_size, slots->max_align);

    return keys + flags * slots->max_align + limits_align_up(MCUBOOT_TRAILER_MAGIC_SIZE, slots->max_align);
}

/* The swap status of one sector. Only the two modes that MCUboot builds without a second slot have none. */
static inline uint64_t slot_status_entry_size(const struct slot_geometry *slots)
{
    if (slots->mode == UPGRADE_SINGLE_SLOT) {
        return 0;
    }
    return (slots->mode == UPGRADE_SWAP_OFFSET ? 2 : 3) * (uint64_t)slots->write_size;
}

/* The whole trailer, swap status included. */
static inline uint64_t slot_trailer_size(const struct slot_geometry *slots)
{
    return slots->max_sectors * slot_status_entry_size(slots) + slot_trailer_info_size(slots);
}

/* Scratch mode: the last piece of the image is swapped together with the first sector of the trailer, and the
 * scratch area needs room for a trailer of its own in that piece. What the slot's trailer does not cover
 * there is lost to the image.
 */
static inline uint64_t slot_scratch_padding(const struct slot_geometry *slots)
{
    uint64_t in_first_sector = limits_remainder(slot_trailer_size(slots), slots->sector_size);
    uint64_t scratch_trailer = slot_status_entry_size(slots) + slot_trailer_info_size(slots);

    if (in_first_sector == 0) {
        in_first_sector = slots->sector_size;
    }
    return limits_minus(scratch_trailer, in_first_sector);
}

/* Largest update file (header, image and TLVs) that the bootloader accepts; 0 when nothing fits.
 *
 * The slots must suit each other (equal sector counts; swap-move: or one more in the primary; swap-offset: or
 * one more in the secondary): MCUboot installs nothing at all in others, which is a question of its own and
 * not answered here. Overwrite-only, direct-XIP and RAM load: an image may reach up to the trailer's
 * swap_info field, although overwrite-only copies whole slots. That is 8 bytes less than imgtool
 * --overwrite-only lets through.
 */
static inline uint64_t slot_image_limit(const struct slot_geometry *slots)
{
    uint32_t sector = slots->sector_size;
    uint64_t primary = limits_align_down(slots->primary_size, sector);
    uint64_t secondary = limits_align_down(slots->secondary_size, sector);
    uint64_t trailer = slot_trailer_size(slots);
    uint64_t trailer_sectors = limits_align_up(trailer, sector);
    uint64_t magic = limits_align_up(MCUBOOT_TRAILER_MAGIC_SIZE, slots->max_align);

    switch (slots->mode) {
    case UPGRADE_SWAP_MOVE:
        return limits_smaller(limits_minus(primary, trailer_sectors + sector),
                              limits_minus(secondary, trailer_sectors));
    case UPGRADE_SWAP_OFFSET:
        return limits_smaller(limits_minus(primary, trailer_sectors),
                              limits_minus(secondary, trailer_sectors + sector));
    case UPGRADE_SWAP_SCRATCH:
        return limits_minus(limits_smaller(primary, secondary), trailer + slot_scratch_padding(slots));
    case UPGRADE_OVERWRITE_ONLY:
    case UPGRADE_DIRECT_XIP:
    case UPGRADE_RAM_LOAD:
        return limits_minus(limits_smaller(slots->primary_size, slots->secondary_size), 3 * slots->max_align + magic);
    case UPGRADE_SINGLE_SLOT:
        break;
    }
    return limits_minus(slots->primary_size, trailer);
}

/* What nrf53boot keeps directly below the trailer of a slot, in sectors that are erased together with it. */
#define NRF53BOOT_OLD_IMAGE_RECORD 64u /* primary slot in a swap mode: which image was swapped out */

/* The same for nrf53boot, which keeps `reserve` bytes below the trailer: where the trailer's sectors have not that much
 * left, one more sector is taken from the image. Reserve of an image in a swap mode: NRF53BOOT_OLD_IMAGE_RECORD.
 */
static inline uint64_t nrf53boot_image_limit(const struct slot_geometry *slots, uint32_t reserve)
{
    uint64_t limit = slot_image_limit(slots);
    uint64_t trailer = slot_trailer_size(slots);
    uint64_t smaller_slot = limits_smaller(slots->primary_size, slots->secondary_size);
    uint64_t trailer_sectors = limits_align_up(trailer, slots->sector_size);
    uint64_t with_reserve = limits_align_up(trailer + reserve, slots->sector_size);

    if (slots->mode == UPGRADE_OVERWRITE_ONLY) {
        return reserve == 0 ? limit : limits_smaller(limit, limits_minus(smaller_slot, with_reserve));
    }
    return limits_minus(limit, with_reserve - trailer_sectors);
}

#endif
