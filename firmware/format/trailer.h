/* The trailer at the end of an MCUboot slot: where its fields lie, reading and writing them, and what they ask for.
 *
 * Source: mcu-tools/mcuboot boot/bootutil/src/bootutil_public.c (boot_swap_tables, boot_read_swap_state()),
 * bootutil_misc.h, bootutil_area.c (commit 2d4bacc3). Values of the enumerations are those of MCUboot's log lines.
 */
#ifndef FORMAT_TRAILER_H
#define FORMAT_TRAILER_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/boot_config.h"

enum trailer_magic { TRAILER_MAGIC_GOOD = 1, TRAILER_MAGIC_BAD = 2, TRAILER_MAGIC_UNSET = 3 };
enum trailer_flag { TRAILER_FLAG_SET = 1, TRAILER_FLAG_BAD = 2, TRAILER_FLAG_UNSET = 3 };
enum swap_type { SWAP_TYPE_NONE = 1, SWAP_TYPE_TEST = 2, SWAP_TYPE_PERMANENT = 3, SWAP_TYPE_REVERT = 4 };

/* The fields with a place of their own, from the end of the slot downwards. */
enum trailer_field {
    TRAILER_IMAGE_OK,
    TRAILER_COPY_DONE,
    TRAILER_SWAP_INFO,
    TRAILER_TLV_SIZES, /* swap-offset only: 16 bits for the primary's unprotected TLVs, then 16 for the secondary's */
    TRAILER_SWAP_SIZE,
};

struct trailer {
    enum trailer_magic magic;
    enum trailer_flag image_ok;
    enum trailer_flag copy_done;
    enum swap_type type; /* of swap_info; NONE when it is erased or not a type */
    uint32_t swap_size;  /* 0xffffffff: erased */
    uint32_t tlv_sizes;  /* 0xffffffff: erased, or not in this mode */
};

/* All sizes are bytes, all offsets count from the start of the slot. */
struct slot_geometry trailer_geometry(const struct boot_image_config *image);
uint32_t trailer_size(const struct boot_image_config *image);
uint32_t trailer_field_offset(const struct boot_image_config *image, const struct boot_area *slot,
                              enum trailer_field field);
/* The first of the sectors that `bytes` at the end of the slot reach into. */
uint32_t trailer_sectors_start(const struct boot_area *slot, uint32_t bytes);
/* Start of the swap status: one write unit for each step. */
uint32_t trailer_status_offset(const struct boot_image_config *image, const struct boot_area *slot);

/* False: the slot cannot be read (MCUboot takes such a secondary for empty). */
bool trailer_read(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot,
                  struct trailer *trailer);

/* One field, filled up to a write unit with erased bytes. The field must be erased. */
bool trailer_write_flag(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot,
                        enum trailer_field field, uint8_t value);
bool trailer_write_word(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot,
                        enum trailer_field field, uint32_t value);
bool trailer_write_magic(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot);

/* Programs what is read there once more, so that a word which a power cut hit reads like this from now on. An erased
 * word stays as it is.
 */
bool trailer_settle_magic(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot);
bool trailer_settle_field(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot,
                          enum trailer_field field);
/* All fields, then the magic: an interrupted erase leaves them unstable together. */
bool trailer_settle(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot);

/* Erases the sectors that `bytes` at the end of the slot reach into, the last one first. */
bool trailer_erase(struct hal *hal, const struct boot_area *slot, uint32_t bytes);

/* MCUboot's table: what the two trailers of a pair of slots ask for. */
enum swap_type trailer_swap_type(enum upgrade_mode mode, const struct trailer *primary,
                                 const struct trailer *secondary);

/* "Primary image: magic=good, swap_type=0x2, copy_done=0x1, image_ok=0x3" */
void trailer_log(struct hal *hal, const char *slot_name, const struct trailer *trailer);

/* "test", "perm", "revert", "none" */
const char *swap_type_name(enum swap_type type);

#endif
