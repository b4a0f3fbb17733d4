/* What an update in the secondary slot amounts to. */
#include "firmware/ncs/ncs_mode.h"
#include "firmware/ncs/ncs_single_pair.h"
#include "firmware/ncs/ncs_trailer.h"
#include "firmware/ncs/ncs_validate.h"

uint8_t ncs_validated_swap_type(struct ncs_boot *boot, const struct ncs_status *status)
{
    struct ncs_destination destination;

    ncs_destination_find(boot, &destination);
    if (destination.fault) {
        return NCS_SWAP_FAIL;
    }
    if (destination.not_for_any) {
        ncs_image(boot)->for_no_slot = true;
        return NCS_SWAP_NONE;
    }
    uint8_t type = ncs_swap_type(boot);
    if (!ncs_is_upgrade(type)) {
        return type;
    }
    switch (ncs_validate_slot(boot, NCS_SECONDARY, status, type)) {
    case NCS_VALID:
        return ncs_destination_is_net(boot, &destination) ? ncs_single_pair_send(boot) : type;
    case NCS_NOT_BOOTABLE:
        return NCS_SWAP_NONE;
    default:
        return NCS_SWAP_FAIL;
    }
}
