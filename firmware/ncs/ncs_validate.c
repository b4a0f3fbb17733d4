/* Is there a valid image in a slot. */
#include "firmware/ncs/ncs_validate.h"
#include "firmware/format/image_reader.h"
#include "firmware/ncs/ncs_flash.h"
#include "firmware/ncs/ncs_image.h"
#include "firmware/ncs/ncs_mode.h"
#include "firmware/ncs/ncs_net.h"
#include "firmware/ncs/ncs_status.h"

static void erase_slot(struct ncs_boot *boot, enum ncs_slot slot)
{
    (void)ncs_flash_erase(boot, ncs_area(boot, slot), 0, ncs_area(boot, slot)->size);
}

/* No image in the slot: a trailer left behind would stand in the way of the next upload. */
static void clear_trailers(struct ncs_boot *boot, const struct ncs_status *status)
{
    (void)ncs_trailer_erase(boot, ncs_area(boot, NCS_SECONDARY));
    if (boot->mode != &ncs_mode_move || !boot->release->clears_stuck_revert) {
        return;
    }
    if (((status && status->swap_type == NCS_SWAP_REVERT) || ncs_swap_type(boot) == NCS_SWAP_REVERT) &&
        ncs_trailer_erase(boot, ncs_area(boot, NCS_PRIMARY))) {
        hal_log(boot->hal, HAL_LOG_INFO, "Cleared image %u primary slot trailer due to stuck revert", boot->current);
    }
}

/* swap-offset: an update begins one sector into the secondary slot; one at its start was uploaded to
 * the wrong place.
 */
static bool uploaded_to_slot_start(struct ncs_boot *boot, enum ncs_slot slot, const struct ncs_status *status,
                                   uint8_t expected)
{
    struct mcuboot_header header;

    if (boot->mode != &ncs_mode_offset || slot == NCS_PRIMARY || !status || !ncs_status_is_reset(boot, status) ||
        (expected != NCS_SWAP_TEST && expected != NCS_SWAP_PERMANENT) ||
        !ncs_header_read(boot, ncs_area(boot, slot), 0, &header) || header.magic != MCUBOOT_IMAGE_MAGIC) {
        return false;
    }
    hal_log(boot->hal, HAL_LOG_ERROR, "Secondary header magic detected in first sector, wrong upload address?");
    return true;
}

static bool version_too_low(struct ncs_boot *boot, enum ncs_slot slot)
{
    const struct mcuboot_header *header = ncs_image(boot)->header;

    return !ncs_swaps(boot) && slot == NCS_SECONDARY && ncs_slots(boot)->downgrade == DOWNGRADE_BY_VERSION &&
           !ncs_is_net(boot) && !ncs_header_erased(&header[NCS_PRIMARY]) &&
           image_version_compare(&header[NCS_SECONDARY].version, &header[NCS_PRIMARY].version) < 0;
}

static bool content_valid(struct ncs_boot *boot, enum ncs_slot slot)
{
    if (!ncs_header_valid(boot, slot)) {
        return false;
    }
    /* The hook vouches for whatever lies in the RAM. */
    return (slot == NCS_PRIMARY && ncs_is_net(boot) && boot->tree->hooks) || ncs_image_check(boot, slot);
}

/* Where the image runs: its reset vector must lie in [*start, *end). */
static void designated_range(const struct ncs_boot *boot, uint32_t *start, uint32_t *end)
{
    const struct ncs_tree *tree = boot->tree;

    if (ncs_is_net(boot)) {
        *start = ncs_net_app_start(boot);
        *end = ncs_net_app_end(boot);
        return;
    }
    *start = boot->config->net.app_flash_address + ncs_area(boot, NCS_PRIMARY)->offset;
    *end = *start + ncs_area(boot, NCS_PRIMARY)->size;
    if (tree->stage_size != 0 && boot->release->verify_address_spares_stage) {
        uint32_t stage_end = tree->stage_start + tree->stage_size;

        *start = tree->stage_start < *start ? tree->stage_start : *start;
        *end = stage_end > *end ? stage_end : *end;
    }
}

static bool for_another_slot(struct ncs_boot *boot, enum ncs_slot slot)
{
    uint32_t vector;
    uint32_t start;
    uint32_t end;

    if (slot == NCS_PRIMARY || !boot->tree->verify_address || !ncs_reset_vector(boot, slot, &vector)) {
        return false;
    }
    if (boot->release->verify_address_spares_net && !boot->tree->multi_image && boot->current == BOOT_IMAGE_APP &&
        vector >= ncs_net_app_start(boot) && vector < ncs_net_app_end(boot)) {
        hal_log(boot->hal, HAL_LOG_INFO, "Binary in secondary slot of image %u is destined for the network core",
                boot->current);
        return false;
    }
    designated_range(boot, &start, &end);
    if (vector >= start && vector < end) {
        return false;
    }
    hal_log(boot->hal, HAL_LOG_ERROR, "Reset address of image in secondary slot is not in the primary slot");
    hal_log(boot->hal, HAL_LOG_ERROR, "Erasing image from secondary slot");
    return true;
}

enum ncs_validity ncs_validate_slot(struct ncs_boot *boot, enum ncs_slot slot, const struct ncs_status *status,
                                    uint8_t expected)
{
    const struct mcuboot_header *header = &ncs_image(boot)->header[slot];

    if (ncs_header_erased(header) || (header->flags & MCUBOOT_F_NON_BOOTABLE) != 0) {
        if (slot == NCS_SECONDARY && ncs_swaps(boot)) {
            clear_trailers(boot, status);
        }
        return NCS_NOT_BOOTABLE;
    }
    bool misplaced = uploaded_to_slot_start(boot, slot, status, expected);
    if (!misplaced && version_too_low(boot, slot)) {
        hal_log(boot->hal, HAL_LOG_ERROR, "Insufficient version in secondary slot");
        erase_slot(boot, slot);
        return NCS_NOT_BOOTABLE;
    }
    if (misplaced || !content_valid(boot, slot)) {
        if (slot == NCS_SECONDARY) {
            erase_slot(boot, slot);
        }
        hal_log(boot->hal, HAL_LOG_ERROR, "Image in the %s slot is not valid!",
                slot == NCS_PRIMARY ? "primary" : "secondary");
        return NCS_NOT_BOOTABLE;
    }
    if (for_another_slot(boot, slot)) {
        erase_slot(boot, slot);
        return NCS_NOT_BOOTABLE;
    }
    return NCS_VALID;
}
