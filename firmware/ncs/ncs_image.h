/* Images in the slots, as bootutil sees them: headers read without being believed, size, validity.
 *
 * Source: boot/bootutil/src/bootutil_loader.c, bootutil_misc.c boot_read_image_size(), image_validate.c (2d4bacc3).
 */
#ifndef NCS_NCS_IMAGE_H
#define NCS_NCS_IMAGE_H

#include "firmware/ncs/ncs_state.h"

/* The 32 bytes at `offset`, whatever they are. */
bool ncs_header_read(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset,
                     struct mcuboot_header *header);

/* Both headers of the current image, where `status` says that they are (NULL: nothing is under way). False: the
 * primary's could not be had, or with `all` one of the two.
 */
bool ncs_headers_read(struct ncs_boot *boot, bool all, const struct ncs_status *status);

bool ncs_header_erased(const struct mcuboot_header *header);
/* It has the magic and fits into the slot. */
bool ncs_header_valid(struct ncs_boot *boot, enum ncs_slot slot);

/* Header to end of TLVs. False: no TLVs there. */
bool ncs_image_size(struct ncs_boot *boot, enum ncs_slot slot, uint32_t *size);

/* Hash, signature, size limit, security counter. */
bool ncs_image_check(struct ncs_boot *boot, enum ncs_slot slot);

/* Raises the machine's counter to that of the image in this slot, where counters are used. False: not possible. */
bool ncs_security_counter_update(struct ncs_boot *boot, enum ncs_slot slot);

/* Second word of the image. */
bool ncs_reset_vector(struct ncs_boot *boot, enum ncs_slot slot, uint32_t *vector);

#endif
