#include "firmware/boot/app_update.h"

#include <string.h>
#include "firmware/boot/app_candidate.h"
#include "firmware/boot/app_swap.h"
#include "firmware/boot/overwrite.h"
#include "firmware/boot/swap.h"
#include "firmware/crypto/crypto.h"
#include "firmware/format/area.h"

/* What the modes differ in. */
struct app_mode {
    void (*plan)(struct hal *hal, const struct boot_config *config, struct app_update *update);
    bool (*hold)(struct hal *hal, const struct boot_config *config, struct app_update *update);
    bool (*perform)(struct hal *hal, const struct boot_config *config, struct app_update *update);
};

static const struct app_mode *mode_of(const struct boot_config *config)
{
    static const struct app_mode swapping = { .plan = app_swap_plan,
                                              .hold = app_swap_hold,
                                              .perform = app_swap_perform };
    static const struct app_mode overwriting = { .plan = overwrite_plan, .perform = overwrite_perform };
    enum upgrade_mode mode = config->images[BOOT_IMAGE_APP].mode;

    if (swap_strategy_of(mode) != NULL) {
        return &swapping;
    }
    return mode == UPGRADE_OVERWRITE_ONLY ? &overwriting : NULL;
}

void app_update_plan(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    const struct app_mode *mode = mode_of(config);

    memset(update, 0, sizeof *update);
    update->type = SWAP_TYPE_NONE;
    update->running_valid = app_running_verify(hal, config, &update->running);
    if (mode != NULL) {
        mode->plan(hal, config, update);
    }
}

bool app_update_is_new(const struct app_update *update)
{
    return !update->resumed && (update->plan == APP_TEST || update->plan == APP_PERMANENT);
}

void app_update_put_off(struct app_update *update)
{
    update->plan = APP_NOTHING;
}

bool app_update_hold(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    const struct app_mode *mode = mode_of(config);

    return update->plan == APP_NOTHING || update->resumed || mode->hold == NULL || mode->hold(hal, config, update);
}

bool app_update_perform(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    return update->plan == APP_NOTHING || mode_of(config)->perform(hal, config, update);
}

bool app_update_begun(struct hal *hal, const struct boot_config *config)
{
    return swap_strategy_of(config->images[BOOT_IMAGE_APP].mode) != NULL && app_swap_begun(hal, config);
}

bool app_update_discard(struct hal *hal, const struct boot_config *config)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];
    const struct boot_area *secondary = &image->secondary;
    uint32_t header = image->mode == UPGRADE_SWAP_OFFSET ? secondary->sector_size : 0;

    return trailer_erase(hal, secondary, trailer_size(image)) &&
           area_erase(hal, secondary, header, secondary->sector_size);
}

void app_update_unmark(struct hal *hal, const struct boot_config *config, const struct app_update *update)
{
    if (swap_strategy_of(config->images[BOOT_IMAGE_APP].mode) != NULL) {
        app_swap_unmark(hal, config, update);
    } else {
        app_candidate_dismiss(hal, config, update, CANDIDATE_MISSING);
    }
}

bool app_on_trial(struct hal *hal, const struct boot_config *config)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];
    struct trailer primary;

    if (swap_strategy_of(image->mode) == NULL) {
        return false;
    }
    return !trailer_read(hal, image, &image->primary, &primary) ||
           (primary.magic == TRAILER_MAGIC_GOOD && primary.copy_done != TRAILER_FLAG_UNSET &&
            primary.image_ok == TRAILER_FLAG_UNSET);
}

/* The counter follows an image that stays: not one that may still be reverted. */
static bool keep_counter(struct hal *hal, const struct boot_config *config, const struct image_summary *running)
{
    uint32_t counter;

    if (config->images[BOOT_IMAGE_APP].downgrade != DOWNGRADE_BY_SECURITY_COUNTER) {
        return true;
    }
    if (!running->has_security_counter || !hal_security_counter_read(hal, BOOT_IMAGE_APP, &counter) ||
        running->security_counter < counter) {
        return false;
    }
    return running->security_counter == counter || app_on_trial(hal, config) ||
           hal_security_counter_update(hal, BOOT_IMAGE_APP, running->security_counter);
}

bool app_start(struct hal *hal, const struct boot_config *config, struct boot_result *result)
{
    struct image_summary running;
    volatile uint32_t checked = 0;

    if (!app_running_verify(hal, config, &running) || !keep_counter(hal, config, &running)) {
        hal_log(hal, HAL_LOG_ERROR, "Image in the primary slot is not valid!");
        return false;
    }
    checked = running.verdict;
    if (checked != CRYPTO_VALID || running.header.magic != MCUBOOT_IMAGE_MAGIC) {
        return false;
    }
    result->slot = config->images[BOOT_IMAGE_APP].primary;
    result->image_offset = 0;
    result->vector_offset = running.header.hdr_size;
    return true;
}
