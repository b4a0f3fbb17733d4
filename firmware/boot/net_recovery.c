#include "firmware/boot/net_recovery.h"

#include <string.h>
#include "firmware/boot/dependencies.h"
#include "firmware/boot/pair.h"
#include "firmware/boot/pair_net.h"
#include "firmware/boot/pair_trial.h"
#include "firmware/format/area.h"

#define BLOCK 512u

/* Where the bytes arrive: the backup slot that nobody needs, else RAM. */
static struct boot_area upload_area(const struct pair *pair)
{
    return net_has_backup(pair->config) ? net_backup_slot(pair->config, pair_other_slot(pair))
                                        : pair->config->images[BOOT_IMAGE_NET].primary;
}

bool net_recovery_open(struct hal *hal, const struct boot_config *config, struct boot_area *area)
{
    struct pair pair;

    if (!config->net.present) {
        return false;
    }
    net_core_quiet(hal);
    pair_open(&pair, hal, config);
    if (!pair_trial_over(&pair)) {
        hal_log(hal, HAL_LOG_ERROR, "An update of both cores is not finished: reset first");
        return false;
    }
    /* Which slot nobody needs must be certain, at this boot and at later ones. */
    if (!net_state_hold(hal, config, &pair.state)) {
        hal_log(hal, HAL_LOG_ERROR, "Flash access failed, the state of the network core is not certain");
        return false;
    }
    *area = upload_area(&pair);
    return true;
}

bool boot_net_upload_begin(struct hal *hal, const struct boot_config *config)
{
    struct boot_area area;

    return net_recovery_open(hal, config, &area) && area_erase(hal, &area, 0, area.size);
}

bool boot_net_upload_write(struct hal *hal, const struct boot_config *config, uint32_t offset, const void *data,
                           uint32_t size)
{
    uint32_t unit = config->images[BOOT_IMAGE_NET].write_size;
    const uint8_t *bytes = data;
    uint8_t block[BLOCK];
    struct boot_area area;
    struct pair pair = { .hal = hal, .config = config };

    if (!config->net.present || offset % unit != 0) {
        return false;
    }
    net_state_read(hal, config, &pair.state);
    if (pair.state.unreadable || pair.state.record.trial == 1) {
        return false;
    }
    area = upload_area(&pair);
    for (uint32_t done = 0; done < size; done += BLOCK) {
        uint32_t length = (uint32_t)limits_smaller(size - done, BLOCK);

        memset(block, 0xff, sizeof block);
        memcpy(block, bytes + done, length);
        if (!area_write(hal, &area, offset + done, block, (uint32_t)limits_align_up(length, unit))) {
            return false;
        }
        hal_watchdog_feed(hal);
    }
    return true;
}

/* With what the application in the primary slot asks for, and what is asked of it. */
static bool fits_app(struct hal *hal, const struct boot_config *config, const struct image_summary *net)
{
    struct image_summary app;
    struct running_versions versions = { .image = { NULL, &net->header.version } };

    if (image_read_summary(hal, &config->images[BOOT_IMAGE_APP].primary, 0, &app)) {
        return dependencies_of_pair_met(&app, net);
    }
    return dependencies_met(net, &versions);
}

bool net_recovery_finish(struct hal *hal, const struct boot_config *config, struct net_meanwhile *meanwhile)
{
    struct boot_area area;
    struct pair pair;
    const char *why;

    if (!config->net.present) {
        return false;
    }
    pair_open(&pair, hal, config);
    pair.meanwhile = meanwhile;
    if (pair.state.record.trial == 1) {
        return false;
    }
    area = upload_area(&pair);
    if (!net_image_verify(hal, config, &area, &pair.net.summary, &why)) {
        hal_log(hal, HAL_LOG_ERROR, "Image in the recovery upload is not valid: %s", why);
        return false;
    }
    if (pair_candidate_too_old(&pair)) {
        hal_log(hal, HAL_LOG_ERROR, "Image in the recovery upload refused: insufficient version or counter");
        return false;
    }
    if (!fits_app(hal, config, &pair.net.summary)) {
        hal_log(hal, HAL_LOG_ERROR, "The network image does not fit the application: dependencies are not met");
        return false;
    }
    if (!pair_install_from(&pair, &area, &pair.net.summary)) {
        if (meanwhile != NULL) {
            meanwhile->lost = true;
        }
        (void)pair_restore(&pair);
        return false;
    }
    pair_keep_counter(&pair, &pair.net.summary);
    return true;
}

bool boot_net_upload_finish(struct hal *hal, const struct boot_config *config)
{
    return net_recovery_finish(hal, config, NULL);
}
