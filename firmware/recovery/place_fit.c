#include "firmware/recovery/place_fit.h"

#include "firmware/boot/dependencies.h"
#include "firmware/net/net_state.h"

bool place_fits_vector(const struct boot_config *config, const struct place *place, uint32_t vector)
{
    const struct boot_image_config *image = &config->images[place->image];

    return image->run_start == image->run_end || (vector >= image->run_start && vector < image->run_end);
}

/* False: it is not known. */
static bool running_net_version(struct hal *hal, const struct boot_config *config, struct net_state_record *record)
{
    struct net_state state;

    if (!config->net.present) {
        return false;
    }
    net_state_read(hal, config, &state);
    *record = state.record;
    return !state.unreadable && record->transfer == NET_TRANSFER_DONE;
}

bool place_is_newer(struct hal *hal, const struct boot_config *config, const struct place *place,
                    const struct mcuboot_version *version)
{
    struct net_state_record record;
    struct mcuboot_header running;

    if (place->image == BOOT_IMAGE_NET) {
        return !running_net_version(hal, config, &record) || image_version_compare(version, &record.version) > 0;
    }
    return !image_read_header(hal, &config->images[BOOT_IMAGE_APP].primary, 0, &running) ||
           image_version_compare(version, &running.version) > 0;
}

void place_warn_of_pair(struct hal *hal, const struct boot_config *config, const struct image_summary *app)
{
    struct net_state_record record;
    bool known = running_net_version(hal, config, &record);
    struct running_versions versions = { .image = { &app->header.version, known ? &record.version : NULL } };

    if (!dependencies_met(app, &versions) ||
        (known && image_version_compare(&app->header.version, &record.min_app) < 0)) {
        hal_log(hal, HAL_LOG_WARNING,
                "The application does not go with the network core's image, or that is not known");
    }
}
