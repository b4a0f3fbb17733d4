/* One secondary slot for both cores: whose is the update in it, and sending it to the network core.
 *
 * Source: boot/bootutil/src/loader.c boot_validated_swap_type(), tags of ncs_profile.c.
 */
#ifndef NCS_NCS_SINGLE_PAIR_H
#define NCS_NCS_SINGLE_PAIR_H

#include "firmware/ncs/ncs_state.h"

/* What MCUboot learns from the reset vector before it looks at the trailers. */
struct ncs_destination {
    uint32_t vector;  /* 0: not known */
    bool fault;       /* the vector could not be read */
    bool not_for_any; /* with S0/S1: it is for neither the slot nor the network core */
};

void ncs_destination_find(struct ncs_boot *boot, struct ncs_destination *destination);

/* The update in the secondary slot, which is valid, is the network core's and not in a slot of its own. */
bool ncs_destination_is_net(const struct ncs_boot *boot, const struct ncs_destination *destination);

/* Sends it from where it lies. The swap type that is left then: NONE, or FAIL. */
uint8_t ncs_single_pair_send(struct ncs_boot *boot);

#endif
