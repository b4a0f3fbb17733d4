#include "firmware/boot/app_candidate.h"

#include "firmware/boot/swap.h"
#include "firmware/format/area.h"
#include "nrf53pack/bytes.h"

uint32_t app_image_limit(const struct boot_image_config *image)
{
    struct slot_geometry slots = trailer_geometry(image);
    uint32_t reserve = swap_strategy_of(image->mode) == NULL ? 0 : NRF53BOOT_OLD_IMAGE_RECORD;

    return (uint32_t)nrf53boot_image_limit(&slots, reserve);
}

bool app_slots_compatible(struct hal *hal, const struct boot_image_config *image)
{
    uint32_t primary = image->primary.size / image->primary.sector_size;
    uint32_t secondary = image->secondary.size / image->secondary.sector_size;
    bool suits = primary == secondary || (image->mode == UPGRADE_SWAP_MOVE && primary == secondary + 1) ||
                 (image->mode == UPGRADE_SWAP_OFFSET && primary + 1 == secondary);

    if (image->primary.sector_size != image->secondary.sector_size) {
        hal_log(hal, HAL_LOG_WARNING, "Cannot upgrade: not same sector layout");
        return false;
    }
    if (!suits) {
        hal_log(hal, HAL_LOG_WARNING, "Cannot upgrade: not a compatible amount of sectors");
        return false;
    }
    if (primary > image->max_sectors) {
        hal_log(hal, HAL_LOG_WARNING, "Cannot upgrade: more sectors than allowed");
        return false;
    }
    return true;
}

static bool has_magic(struct hal *hal, const struct boot_area *slot, uint32_t start, uint32_t magic)
{
    uint8_t bytes[4];

    return area_read(hal, slot, start, bytes, sizeof bytes) && load_le32(bytes) == magic;
}

static bool counter_allows(struct hal *hal, const struct boot_image_config *image,
                           const struct image_summary *candidate)
{
    uint32_t counter;

    if (image->downgrade != DOWNGRADE_BY_SECURITY_COUNTER) {
        return true;
    }
    if (!candidate->has_security_counter || !hal_security_counter_read(hal, BOOT_IMAGE_APP, &counter)) {
        return false;
    }
    if (candidate->security_counter < counter) {
        hal_log(hal, HAL_LOG_ERROR, "Image security counter value %u lower than monotonic value %u",
                (unsigned)candidate->security_counter, (unsigned)counter);
        return false;
    }
    return true;
}

/* The vector table of an image for another core, or for another slot, points elsewhere. */
static bool runs_here(const struct boot_image_config *image, const struct image_summary *candidate)
{
    return image->run_start == image->run_end ||
           (candidate->reset_vector >= image->run_start && candidate->reset_vector < image->run_end);
}

static bool version_allows(struct hal *hal, const struct boot_image_config *image, const struct app_update *update)
{
    struct mcuboot_header candidate;
    bool overwrite = image->mode == UPGRADE_OVERWRITE_ONLY;

    if (image->downgrade != DOWNGRADE_BY_VERSION || !update->running_valid ||
        !image_read_header(hal, &image->secondary, update->candidate_start, &candidate) ||
        image_version_compare(&candidate.version, &update->running.header.version) >= 0) {
        return true;
    }
    hal_log(hal, overwrite ? HAL_LOG_ERROR : HAL_LOG_INFO, "%s",
            overwrite ? "Insufficient version in secondary slot"
                      : "Image 0 in slot 1 erased due to downgrade prevention");
    return false;
}

bool app_running_verify(struct hal *hal, const struct boot_config *config, struct image_summary *running)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];
    uint32_t limit =
        image->mode == UPGRADE_OVERWRITE_ONLY ? app_image_limit(image) : trailer_status_offset(image, &image->primary);

    return image_verify(hal, config, &image->primary, 0, limit, running);
}

bool app_candidate_verify(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];

    return image_verify(hal, config, &image->secondary, update->candidate_start, app_image_limit(image),
                        &update->candidate) &&
           counter_allows(hal, image, &update->candidate);
}

/* An upload to the slot's start, where swap-offset keeps old images. */
static bool wrong_sector(struct hal *hal, const struct boot_image_config *image, const struct app_update *update)
{
    if (update->candidate_start == 0 || !has_magic(hal, &image->secondary, 0, MCUBOOT_IMAGE_MAGIC)) {
        return false;
    }
    hal_log(hal, HAL_LOG_ERROR, "Secondary header magic detected in first sector, wrong upload address?");
    return true;
}

enum candidate_verdict app_candidate_judge(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];

    if (has_magic(hal, &image->secondary, update->candidate_start, UINT32_MAX)) {
        hal_log(hal, HAL_LOG_WARNING, "No image in the secondary slot of image 0, its mark is taken back");
        return CANDIDATE_MISSING;
    }
    if (!version_allows(hal, image, update)) {
        return CANDIDATE_REFUSED;
    }
    if (wrong_sector(hal, image, update) || !app_candidate_verify(hal, config, update)) {
        hal_log(hal, HAL_LOG_ERROR, "Image in the secondary slot is not valid!");
        return CANDIDATE_REFUSED;
    }
    if (!runs_here(image, &update->candidate)) {
        hal_log(hal, HAL_LOG_ERROR, "Binary in secondary slot of image 0 is not designated for the primary slot");
        hal_log(hal, HAL_LOG_ERROR, "Erasing image from secondary slot");
        return CANDIDATE_REFUSED;
    }
    return CANDIDATE_ACCEPTED;
}

/* A candidate that may read well at the next boot is kept if a read failed, and if there is nothing to start in the
 * primary slot: it is the last hope then.
 */
void app_candidate_dismiss(struct hal *hal, const struct boot_config *config, const struct app_update *update,
                           enum candidate_verdict verdict)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];

    if (!update->running_valid || !area_readable(hal, &image->secondary)) {
        return;
    }
    if (verdict == CANDIDATE_MISSING) {
        (void)trailer_erase(hal, &image->secondary, trailer_size(image));
    } else if (verdict == CANDIDATE_REFUSED) {
        (void)area_erase(hal, &image->secondary, 0, image->secondary.size);
    }
}

bool app_running_fits(struct hal *hal, const struct boot_config *config, const struct app_update *update)
{
    uint32_t limit = app_image_limit(&config->images[BOOT_IMAGE_APP]);

    if (!update->running_valid || update->running.total_size <= limit) {
        return true;
    }
    hal_log(hal, HAL_LOG_WARNING, "Not enough free space to run swap upgrade");
    hal_log(hal, HAL_LOG_WARNING, "required %u bytes but only %u are available", (unsigned)update->running.total_size,
            (unsigned)limit);
    return false;
}
