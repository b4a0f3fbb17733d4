/* One secondary slot for both cores. */
#include "firmware/ncs/ncs_single_pair.h"
#include "firmware/ncs/ncs_flash.h"
#include "firmware/ncs/ncs_image.h"
#include "firmware/ncs/ncs_mode.h"
#include "firmware/ncs/ncs_net.h"
#include "firmware/ncs/ncs_trailer.h"
#include "nrf53pack/bytes.h"

static bool single_pair(const struct ncs_boot *boot)
{
    return boot->tree->pcd && !boot->tree->multi_image;
}

/* The slot's offset taken for an address of the CPU, wherever the slot lies. */
static uint32_t slot_as_address(const struct ncs_boot *boot)
{
    return ncs_area(boot, NCS_SECONDARY)->offset;
}

static void load(struct ncs_boot *boot, uint32_t address, uint8_t *bytes, uint32_t size)
{
    if (!ncs_memory_read(boot, address, bytes, size)) {
        ncs_panic(boot, "bus fault");
    }
}

/* False: no image header at that address; the vector is then taken for 0. */
static bool vector_by_pointer(struct ncs_boot *boot, uint32_t *vector)
{
    uint8_t bytes[MCUBOOT_HEADER_SIZE];

    load(boot, slot_as_address(boot), bytes, sizeof(bytes));
    if (load_le32(bytes) != MCUBOOT_IMAGE_MAGIC) {
        return false;
    }
    load(boot, slot_as_address(boot) + load_le16(bytes + 8) + 4u, bytes, 4);
    *vector = load_le32(bytes);
    return true;
}

static bool recognised_as_net(const struct ncs_boot *boot, uint32_t vector)
{
    if (boot->release->single_pair_recognition == NCS_NET_ABOVE_B0N) {
        return vector > boot->config->net.net_flash_address;
    }
    return vector >= ncs_net_app_start(boot) && vector < ncs_net_app_end(boot);
}

/* With S0/S1 the secondary is shared by two images, and what is for neither is left alone. */
static bool guard_refuses(const struct ncs_boot *boot, uint32_t vector)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);

    if (boot->tree->stage_size == 0 || (boot->release->stage_guard_spares_net && recognised_as_net(boot, vector))) {
        return false;
    }
    return vector < primary->offset || vector > primary->offset + primary->size;
}

void ncs_destination_find(struct ncs_boot *boot, struct ncs_destination *destination)
{
    bool known;

    *destination = (struct ncs_destination){ 0 };
    if (boot->release->single_pair_vector_by_pointer) {
        known = vector_by_pointer(boot, &destination->vector);
    } else if (!boot->tree->pcd && boot->tree->stage_size == 0) {
        return;
    } else {
        known = ncs_image(boot)->header[NCS_SECONDARY].magic == MCUBOOT_IMAGE_MAGIC;
        destination->fault = known && !ncs_reset_vector(boot, NCS_SECONDARY, &destination->vector);
    }
    destination->not_for_any = known && !destination->fault && guard_refuses(boot, destination->vector);
}

bool ncs_destination_is_net(const struct ncs_boot *boot, const struct ncs_destination *destination)
{
    return single_pair(boot) && destination->vector != 0 && recognised_as_net(boot, destination->vector);
}

/* Until a release after 3.4, overwrite-only and swap-offset leave everything: the same update is sent at every boot. */
static void clean_up(struct ncs_boot *boot)
{
    const struct boot_area *secondary = ncs_area(boot, NCS_SECONDARY);
    uint32_t sector = secondary->sector_size;

    if (ncs_swaps(boot) && (boot->mode != &ncs_mode_offset || boot->release->single_pair_always_cleaned)) {
        (void)ncs_trailer_erase(boot, secondary);
    } else if (!ncs_swaps(boot) && boot->release->single_pair_always_cleaned) {
        (void)ncs_flash_erase(boot, secondary, 0, sector);
        (void)ncs_flash_erase(boot, secondary, secondary->size - sector, sector);
    }
}

uint8_t ncs_single_pair_send(struct ncs_boot *boot)
{
    uint8_t bytes[MCUBOOT_HEADER_SIZE];
    uint32_t address = slot_as_address(boot);

    /* Header size, length and data are taken from the CPU's address, not from the slot. */
    load(boot, address, bytes, sizeof(bytes));
    hal_log(boot->hal, HAL_LOG_INFO, "Starting network core update");
    bool sent = ncs_net_core_update(boot, address + load_le16(bytes + 8), load_le32(bytes + 12));
    if (sent) {
        hal_log(boot->hal, HAL_LOG_INFO, "Done updating network core");
    }
    if (sent || boot->release->single_pair_always_cleaned) {
        clean_up(boot);
    }
    return sent ? NCS_SWAP_NONE : NCS_SWAP_FAIL;
}
