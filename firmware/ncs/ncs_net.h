/* The network core's image in NCS's MCUboot: the hooks for its slot in RAM, and the order to its bootloader.
 *
 * Source: nrfconnect/sdk-nrf modules/mcuboot/hooks/nrf53_hooks.c, subsys/pcd/src/pcd.c (0d91de3ba3).
 */
#ifndef NCS_NCS_NET_H
#define NCS_NCS_NET_H

#include "firmware/ncs/ncs_state.h"

/* Addresses of the network application, as the network core sees them: [start, end). */
uint32_t ncs_net_app_start(const struct ncs_boot *boot);
uint32_t ncs_net_app_end(const struct ncs_boot *boot);

/* The header that the hook makes up for the slot in RAM: an image as large as the partition, version 0.0.0. */
void ncs_net_invent_header(const struct ncs_boot *boot, struct mcuboot_header *header);

/* What the post-copy hook answers for the current image; true for any other than the network core's. */
bool ncs_net_post_copy(struct ncs_boot *boot);

/* What lies at the start of the RAM flash is sent to the network core. False: it is no network image,
 * or was refused.
 */
bool ncs_net_hand_on(struct ncs_boot *boot);

/* Has the network core's bootloader copy `size` bytes from `address`, and waits for the answer without a limit: an
 * answer that never comes stops the boot. False: it refused.
 */
bool ncs_net_core_update(struct ncs_boot *boot, uint32_t address, uint32_t size);

#endif
