#include "firmware/boot/pair_fit.h"

#include "firmware/boot/dependencies.h"
#include "firmware/boot/pair_net.h"

/* What the cores run now, as far as it is known. */
static struct running_versions versions_now(const struct pair *pair)
{
    bool net = pair->state.record.transfer == NET_TRANSFER_DONE;

    return (struct running_versions){ .image = { pair->app.running_valid ? &pair->app.running.header.version : NULL,
                                                 net ? &pair->state.record.version : NULL } };
}

bool pair_app_fits_running_net(const struct pair *pair)
{
    struct running_versions versions = versions_now(pair);

    versions.image[BOOT_IMAGE_APP] = &pair->app.candidate.header.version;
    return dependencies_met(&pair->app.candidate, &versions) &&
           (versions.image[BOOT_IMAGE_NET] == NULL ||
            image_version_compare(&pair->app.candidate.header.version, &pair->state.record.min_app) >= 0);
}

bool pair_net_fits_running_app(const struct pair *pair)
{
    struct running_versions versions = versions_now(pair);

    versions.image[BOOT_IMAGE_NET] = &pair->net.summary.header.version;
    return dependencies_met(&pair->net.summary, &versions) &&
           (!pair->app.running_valid || dependencies_met(&pair->app.running, &versions));
}

/* With an overwritten application there is no way back, however it was marked. */
static bool app_update_is_test(const struct pair *pair)
{
    return pair->app.plan == APP_TEST && pair->config->images[BOOT_IMAGE_APP].mode != UPGRADE_OVERWRITE_ONLY;
}

bool pair_can_be_taken_back(const struct pair *pair)
{
    if (!app_update_is_test(pair)) {
        return true;
    }
    return net_has_backup(pair->config) ? pair_has_way_back(pair)
                                        : pair->app.running_valid && pair_net_fits_running_app(pair);
}

static bool goes_with_slot(const struct pair *pair, const struct image_summary *app, unsigned number)
{
    struct boot_area slot = net_backup_slot(pair->config, number);
    struct image_summary net;

    return !image_read_summary(pair->hal, &slot, 0, &net) || dependencies_of_pair_met(app, &net);
}

/* A transfer was begun, and how it ended is not written down. */
static bool goes_with_what_may_run(const struct pair *pair, const struct image_summary *app)
{
    const struct net_state_record *record = &pair->state.record;

    if (record->transfer == NET_TRANSFER_FAILED) {
        return true;
    }
    if (!net_has_backup(pair->config)) {
        return !pair->net.valid || dependencies_of_pair_met(app, &pair->net.summary);
    }
    return goes_with_slot(pair, app, pair_other_slot(pair)) &&
           (record->transfer != NET_TRANSFER_RESTORING || goes_with_slot(pair, app, record->current));
}

bool pair_may_start(const struct pair *pair)
{
    const struct boot_area *primary = &pair->config->images[BOOT_IMAGE_APP].primary;
    struct running_versions versions = versions_now(pair);
    struct image_summary app;

    if (app_update_begun(pair->hal, pair->config) || !image_read_summary(pair->hal, primary, 0, &app)) {
        return false;
    }
    if (pair_net_in_doubt(pair)) {
        return goes_with_what_may_run(pair, &app);
    }
    versions.image[BOOT_IMAGE_APP] = &app.header.version;
    return versions.image[BOOT_IMAGE_NET] == NULL ||
           (dependencies_met(&app, &versions) &&
            image_version_compare(&app.header.version, &pair->state.record.min_app) >= 0);
}
