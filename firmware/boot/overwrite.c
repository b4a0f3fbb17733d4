#include "firmware/boot/overwrite.h"

#include "firmware/boot/app_candidate.h"
#include "firmware/boot/region.h"
#include "firmware/crypto/crypto.h"

static bool same_image(const struct app_update *update)
{
    return update->running_valid &&
           crypto_compare(update->running.sha256, update->candidate.sha256, CRYPTO_DIGEST_SIZE) == CRYPTO_VALID;
}

/* There is nothing to revert to, so only the secondary's mark counts. Half an image_ok is half a mark for good: a
 * word that a power cut hit must not say at one boot that the primary slot is to be erased, and at the next that it
 * is not.
 */
static enum swap_type asked_for(const struct trailer *secondary)
{
    if (secondary->magic != TRAILER_MAGIC_GOOD) {
        return SWAP_TYPE_NONE;
    }
    return secondary->image_ok == TRAILER_FLAG_UNSET ? SWAP_TYPE_TEST : SWAP_TYPE_PERMANENT;
}

/* The copy is whole when its last bytes are there, the trailer's magic: what was written before that is stable. Then
 * the primary slot must not be erased again, even though the secondary still asks for it: its first sector may be one
 * that an interrupted erase left reading differently at each boot.
 */
void overwrite_plan(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];
    struct trailer primary;
    struct trailer secondary;
    enum candidate_verdict verdict;

    if (!app_slots_compatible(hal, image) || !trailer_read(hal, image, &image->primary, &primary)) {
        return;
    }
    if (!trailer_read(hal, image, &image->secondary, &secondary)) {
        hal_log(hal, HAL_LOG_INFO, "Secondary image of image pair (0) is unreachable. Treat it as empty");
        return;
    }
    update->type = asked_for(&secondary);
    hal_log(hal, HAL_LOG_INFO, "Image index: %u, Swap type: %s", 0u, swap_type_name(update->type));
    if (update->type == SWAP_TYPE_NONE) {
        return;
    }
    verdict = app_candidate_judge(hal, config, update);
    if (verdict != CANDIDATE_ACCEPTED) {
        app_candidate_dismiss(hal, config, update, verdict);
        return;
    }
    update->plan = APP_PERMANENT;
    update->installed = same_image(update) && primary.magic == TRAILER_MAGIC_GOOD;
    update->resumed = !update->running_valid || update->installed;
}

/* Once the primary slot is erased, the secondary is all there is. Its mark and its first sector are what an application
 * that was interrupted can have left unstable: they stay as they were read.
 */
static bool settle_candidate(struct hal *hal, const struct boot_image_config *image)
{
    return trailer_settle_magic(hal, image, &image->secondary) &&
           region_settle(hal, (struct region){ &image->secondary, 0 }, image->secondary.sector_size);
}

static bool copy_slot(struct hal *hal, const struct boot_config *config, const struct app_update *update)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];
    struct region primary = { &image->primary, 0 };
    struct region secondary = { &image->secondary, 0 };
    struct image_summary copied;

    hal_log(hal, HAL_LOG_INFO, "Image %u upgrade secondary slot -> primary slot", 0u);
    if (update->running_valid && !settle_candidate(hal, image)) {
        return false;
    }
    hal_log(hal, HAL_LOG_INFO, "Erasing the primary slot");
    if (!area_erase(hal, primary.area, 0, primary.area->size)) {
        return false;
    }
    hal_log(hal, HAL_LOG_INFO, "Image %u copying the secondary slot to the primary slot: 0x%x bytes", 0u,
            (unsigned)primary.area->size);
    return region_write(hal, secondary, primary, primary.area->size) &&
           image_verify(hal, config, primary.area, 0, app_image_limit(image), &copied) &&
           crypto_compare(copied.sha256, update->candidate.sha256, sizeof copied.sha256) == CRYPTO_VALID;
}

/* The secondary's header first, then its last sector with the magic. */
bool overwrite_perform(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    const struct boot_area *secondary = &config->images[BOOT_IMAGE_APP].secondary;
    uint32_t sector = secondary->sector_size;

    return (update->installed || copy_slot(hal, config, update)) && area_erase(hal, secondary, 0, sector) &&
           area_erase(hal, secondary, secondary->size - sector, sector);
}
