/* How far a swap is: read from and written to the trailer.
 *
 * One byte a step, each in a write unit of its own; the first erased one ends the list.
 */
#ifndef NCS_NCS_STATUS_H
#define NCS_NCS_STATUS_H

#include "firmware/ncs/ncs_state.h"
#include "firmware/ncs/ncs_trailer.h"

void ncs_status_reset(struct ncs_boot *boot, struct ncs_status *status);
/* Nothing is under way. */
bool ncs_status_is_reset(const struct ncs_boot *boot, const struct ncs_status *status);

/* Finds an interrupted swap of the current image. False: a flash access failed. */
bool ncs_status_read(struct ncs_boot *boot, struct ncs_status *status);

/* Index of the last written entry + 1, 0: none. `entries`: how many there can be. For move and offset. */
bool ncs_status_last_entry(struct ncs_boot *boot, const struct boot_area *area, uint32_t entries, uint32_t *found);

/* Writes the trailer of a beginning swap into an area whose trailer is erased: swap_info, image_ok if the secondary has
 * it, swap_size, tlv_sizes (swap-offset), magic last.
 */
void ncs_status_init(struct ncs_boot *boot, const struct boot_area *area, const struct ncs_status *status);

/* Marks the present step as done. `entry`: number of the step, from 0. */
void ncs_status_write(struct ncs_boot *boot, const struct ncs_status *status, uint32_t entry);

/* Source of the status in swap-move and swap-offset: the primary slot or nowhere. */
enum ncs_source ncs_status_source_primary(struct ncs_boot *boot);

/* Erases the trailer of the primary and writes it anew, unless the swap was begun with it, then erases
 * the secondary's.
 */
void ncs_status_begin(struct ncs_boot *boot, const struct ncs_status *status);

/* Sets the flag in the primary slot's trailer. False: a flash access failed. */
bool ncs_set_image_ok(struct ncs_boot *boot);
bool ncs_set_copy_done(struct ncs_boot *boot);

/* A new swap-move or swap-offset has too few sectors below the trailer for `last` of them; logs it. */
bool ncs_swap_lacks_space(struct ncs_boot *boot, uint32_t last);

#endif
