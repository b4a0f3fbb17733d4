/* From the trailers of one image to a finished update.
 *
 * Source: boot/bootutil/src/loader.c boot_prepare_image_for_update(), boot_perform_update(), boot_swap_image().
 */
#ifndef NCS_NCS_UPDATE_H
#define NCS_NCS_UPDATE_H

#include "firmware/ncs/ncs_state.h"

/* Completes an interrupted swap of the current image, or decides its swap type. */
void ncs_update_prepare(struct ncs_boot *boot);

/* Does what the swap type of the current image says. */
void ncs_update_perform(struct ncs_boot *boot);

/* Withdraws updates whose dependencies are not met. */
void ncs_dependencies_verify(struct ncs_boot *boot);

#endif
