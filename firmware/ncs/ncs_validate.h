/* Is there a valid image in a slot, and what an update in the secondary slot amounts to.
 *
 * Source: boot/bootutil/src/loader.c boot_validate_slot(), boot_validated_swap_type().
 */
#ifndef NCS_NCS_VALIDATE_H
#define NCS_NCS_VALIDATE_H

#include "firmware/ncs/ncs_state.h"

enum ncs_validity {
    NCS_VALID,
    NCS_NOT_BOOTABLE, /* nothing there, or it was bad and has been erased (secondary) */
    NCS_FAILURE,
};

/* `status`: NULL when no swap can be under way. `expected`: type of swap that asks, 0: none. */
enum ncs_validity ncs_validate_slot(struct ncs_boot *boot, enum ncs_slot slot, const struct ncs_status *status,
                                    uint8_t expected);

/* What is to be done with the current image; a network image found in the application's slot is sent at once. */
uint8_t ncs_validated_swap_type(struct ncs_boot *boot, const struct ncs_status *status);

#endif
