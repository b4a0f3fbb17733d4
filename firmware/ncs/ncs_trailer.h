/* The trailer of a slot (and of the scratch area) as MCUboot reads and writes it, and what type of swap it asks for.
 *
 * Layout: include/nrf53pack/mcuboot_format.h. Source: boot/bootutil/src/bootutil_public.c, bootutil_misc.c,
 * bootutil_area.c (2d4bacc3). Each writing function is one program operation.
 */
#ifndef NCS_NCS_TRAILER_H
#define NCS_NCS_TRAILER_H

#include "firmware/ncs/ncs_state.h"

/* As MCUboot numbers them in its log. */
enum ncs_magic { NCS_MAGIC_GOOD = 1, NCS_MAGIC_BAD = 2, NCS_MAGIC_UNSET = 3 };
enum ncs_flag { NCS_FLAG_SET = 1, NCS_FLAG_BAD = 2, NCS_FLAG_UNSET = 3 };

struct ncs_trailer {
    enum ncs_magic magic;
    uint8_t swap_type; /* NCS_SWAP_NONE when swap_info is erased or nonsense */
    uint8_t image;
    enum ncs_flag copy_done;
    enum ncs_flag image_ok;
};

/* Bytes of trailer and of its first part, the swap status, in a slot of the current image or in the scratch area. */
uint32_t ncs_trailer_size(const struct ncs_boot *boot, const struct boot_area *area);
/* Where the swap status begins, from the area's start. */
uint32_t ncs_status_offset(const struct ncs_boot *boot, const struct boot_area *area);
/* Where swap_info lies: the largest image of overwrite-only. */
uint32_t ncs_swap_info_offset(const struct ncs_boot *boot, const struct boot_area *area);

bool ncs_trailer_read(struct ncs_boot *boot, const struct boot_area *area, struct ncs_trailer *trailer);
bool ncs_swap_info_read(struct ncs_boot *boot, const struct boot_area *area, uint8_t *swap_info);
bool ncs_swap_size_read(struct ncs_boot *boot, const struct boot_area *area, uint32_t *size);
bool ncs_tlv_sizes_read(struct ncs_boot *boot, const struct boot_area *area, uint16_t sizes[2]);

bool ncs_magic_write(struct ncs_boot *boot, const struct boot_area *area);
bool ncs_image_ok_write(struct ncs_boot *boot, const struct boot_area *area);
bool ncs_copy_done_write(struct ncs_boot *boot, const struct boot_area *area);
bool ncs_swap_info_write(struct ncs_boot *boot, const struct boot_area *area, uint8_t swap_type);
bool ncs_swap_size_write(struct ncs_boot *boot, const struct boot_area *area, uint32_t size);
bool ncs_tlv_sizes_write(struct ncs_boot *boot, const struct boot_area *area, const uint16_t sizes[2]);

/* Erases the sectors that hold the trailer, the last one first. */
bool ncs_trailer_erase(struct ncs_boot *boot, const struct boot_area *area);

/* The area that holds the status of an interrupted swap: the one with a good magic, scratch before primary. */
const struct boot_area *ncs_find_status(struct ncs_boot *boot);

/* One line as MCUboot logs it. */
void ncs_trailer_log(struct ncs_boot *boot, const char *name, const struct ncs_trailer *trailer);

/* What the two trailers of the current image ask for (NONE, TEST, PERMANENT, REVERT); logs it. */
uint8_t ncs_swap_type(struct ncs_boot *boot);

#endif
