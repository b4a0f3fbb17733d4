/* Serial recovery of the network core in NCS's MCUboot: ncs_net_upload_*() of nrf53boot.h.
 *
 * Source: boot/boot_serial/src/boot_serial.c, nrfconnect/sdk-nrf modules/mcuboot/hooks/nrf53_hooks.c
 * boot_serial_uploaded_hook(). The real hook does not wait; the reset request does (from 2.4 on), which is the same
 * here.
 */
#include <string.h>
#include "firmware/ncs/ncs_flash.h"
#include "firmware/ncs/ncs_net.h"
#include "nrf53pack/nrf53boot.h"

static struct ncs_boot recovery_of(struct hal *hal, const struct boot_config *config)
{
    return (struct ncs_boot){
        .hal = hal,
        .config = config,
        .release = config->ncs->release,
        .tree = &config->ncs->tree,
        .current = BOOT_IMAGE_NET,
    };
}

bool ncs_net_upload_begin(struct hal *hal, const struct boot_config *config)
{
    struct ncs_boot boot = recovery_of(hal, config);
    const struct boot_area *slot = ncs_area(&boot, NCS_PRIMARY);

    return slot->size != 0 && ncs_flash_erase(&boot, slot, 0, slot->size);
}

bool ncs_net_upload_write(struct hal *hal, const struct boot_config *config, uint32_t offset, const void *data,
                          uint32_t size)
{
    struct ncs_boot boot = recovery_of(hal, config);
    const struct boot_area *slot = ncs_area(&boot, NCS_PRIMARY);
    uint32_t unit = ncs_slots(&boot)->write_size;
    uint32_t rest = size % unit;
    uint8_t last[32];

    if (size != rest && !ncs_flash_write(&boot, slot, offset, data, size - rest)) {
        return false;
    }
    if (rest == 0) {
        return true;
    }
    if (unit > sizeof(last)) {
        return false;
    }
    memset(last, 0xff, sizeof(last));
    memcpy(last, (const uint8_t *)data + size - rest, rest);
    return ncs_flash_write(&boot, slot, offset + size - rest, last, unit);
}

bool ncs_net_upload_finish(struct hal *hal, const struct boot_config *config)
{
    struct ncs_boot boot = recovery_of(hal, config);

    return boot.tree->hooks && boot.tree->pcd && boot.tree->net_recovery && ncs_net_hand_on(&boot);
}
