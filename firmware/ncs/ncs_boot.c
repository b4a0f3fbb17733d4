/* MCUboot as NCS has it: one boot from reset to the application's start. */
#include "nrf53pack/nrf53boot.h"
#include <stddef.h>
#include "firmware/ncs/ncs_flash.h"
#include "firmware/ncs/ncs_image.h"
#include "firmware/ncs/ncs_mode.h"
#include "firmware/ncs/ncs_trailer.h"
#include "firmware/ncs/ncs_update.h"
#include "firmware/ncs/ncs_validate.h"

static void prepare(struct ncs_boot *boot)
{
    bool primary_fits = ncs_sectors(boot, NCS_PRIMARY) != 0;

    ncs_image(boot)->swap_type = NCS_SWAP_NONE;
    if (!boot->tree->slots_open) {
        hal_log(boot->hal, HAL_LOG_WARNING, "Failed reading sectors; BOOT_MAX_IMG_SECTORS=%u - too small?",
                (unsigned)ncs_slots(boot)->max_sectors);
        (void)ncs_headers_read(boot, false, NULL);
        return;
    }
    if (!primary_fits || ncs_sectors(boot, NCS_SECONDARY) == 0) {
        hal_log(boot->hal, HAL_LOG_WARNING, "Failed reading sectors; BOOT_MAX_IMG_SECTORS=%u - too small?",
                (unsigned)ncs_slots(boot)->max_sectors);
    }
    /* Without the primary's sectors not even its header is read, and it will not be found bootable. */
    if (primary_fits) {
        ncs_update_prepare(boot);
    }
}

static bool prepare_all(struct ncs_boot *boot)
{
    bool upgrade = false;

    for (boot->current = 0; boot->current < boot->config->image_count; boot->current++) {
        prepare(boot);
        upgrade = upgrade || ncs_is_upgrade(ncs_image(boot)->swap_type);
    }
    return upgrade;
}

static void clean_up_unusable(struct ncs_boot *boot)
{
    if (!boot->release->stage_guard_cleans) {
        return;
    }
    for (boot->current = 0; boot->current < boot->config->image_count; boot->current++) {
        if (ncs_image(boot)->for_no_slot) {
            bool done = ncs_flash_erase(boot, ncs_area(boot, NCS_SECONDARY), 0, ncs_area(boot, NCS_SECONDARY)->size);

            hal_log(boot->hal, HAL_LOG_ERROR, "Erase secondary: img %u: %u", boot->current, done ? 0u : 1u);
        }
    }
}

/* A counter follows the image that runs for good. */
static bool follow_security_counter(struct ncs_boot *boot)
{
    struct ncs_trailer trailer;

    if (!ncs_trailer_read(boot, ncs_area(boot, NCS_PRIMARY), &trailer)) {
        return false;
    }
    return (trailer.magic == NCS_MAGIC_GOOD && trailer.image_ok != NCS_FLAG_SET) ||
           ncs_security_counter_update(boot, NCS_PRIMARY);
}

static bool primary_bootable(struct ncs_boot *boot)
{
    for (boot->current = 0; boot->current < boot->config->image_count; boot->current++) {
        if (ncs_image(boot)->swap_type != NCS_SWAP_NONE && !ncs_headers_read(boot, false, NULL)) {
            return false;
        }
        if (ncs_validate_slot(boot, NCS_PRIMARY, NULL, 0) != NCS_VALID || !follow_security_counter(boot)) {
            return false;
        }
    }
    return true;
}

/* MCUboot write-protects itself before it starts the application, block by block. */
static bool protection_possible(const struct ncs_boot *boot)
{
    const struct ncs_tree *tree = boot->tree;
    bool stage = tree->stage_size != 0;
    uint32_t start = stage ? tree->stage_start : tree->mcuboot_start;
    uint32_t end = boot->config->images[0].primary.offset;
    bool rounded = boot->release->protect_rule == NCS_PROTECT_ALL_ROUND ||
                   (boot->release->protect_rule == NCS_PROTECT_ROUNDED && !stage);

    if (!tree->write_protect || tree->protect_block == 0) {
        return true;
    }
    return start % tree->protect_block == 0 && (rounded || (end - start) % tree->protect_block == 0);
}

static void start_application(struct ncs_boot *boot, struct boot_result *result)
{
    if (!protection_possible(boot)) {
        hal_log(boot->hal, HAL_LOG_ERROR, "Protect mcuboot flash failed, cancel startup.");
        ncs_panic(boot, "Protect mcuboot flash failed, cancel startup.");
    }
    result->end = BOOT_START_APPLICATION;
    result->slot = boot->config->images[0].primary;
    result->image_offset = 0;
    result->vector_offset = boot->images[0].header[NCS_PRIMARY].hdr_size;
    hal_log(boot->hal, HAL_LOG_INFO, "Jumping to the first image slot");
}

void ncs_boot_run(struct hal *hal, const struct boot_config *config, struct boot_result *result)
{
    struct ncs_boot boot = {
        .hal = hal,
        .config = config,
        .release = config->ncs->release,
        .tree = &config->ncs->tree,
        .mode = ncs_mode_for(config->images[0].mode),
    };

    *result = (struct boot_result){ .end = BOOT_NO_IMAGE, .net = BOOT_NET_UNKNOWN };
    if (config->recovery && hal_recovery_requested(hal)) {
        result->end = BOOT_RECOVERY;
        return;
    }
    if ((!boot.tree->slots_open && boot.release->closed_area_stops) || boot.mode == NULL) {
        hal_log(hal, HAL_LOG_ERROR, "Failed to open flash areas, cannot continue");
        ncs_panic(&boot, "Failed to open flash areas, cannot continue");
    }
    bool upgrade = prepare_all(&boot);
    clean_up_unusable(&boot);
    if (upgrade && config->image_count > 1) {
        ncs_dependencies_verify(&boot);
    }
    for (boot.current = 0; boot.current < config->image_count; boot.current++) {
        ncs_update_perform(&boot);
    }
    if (!primary_bootable(&boot)) {
        hal_log(hal, HAL_LOG_ERROR, "Unable to find bootable image");
        return;
    }
    start_application(&boot, result);
}
