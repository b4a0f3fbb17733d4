#include "nrf53pack/nrf53boot.h"

#include <string.h>
#include "firmware/boot/app_update.h"
#include "firmware/boot/dependencies.h"
#include "firmware/boot/pair.h"
#include "firmware/net/net_transfer.h"

/* Without a network core's image no demand on one can be met. */
static bool app_may_go_on(const struct app_update *update)
{
    struct running_versions versions = { .image = { &update->candidate.header.version, NULL } };

    return update->resumed || update->plan == APP_REVERT || dependencies_met(&update->candidate, &versions);
}

static bool update_app_alone(struct hal *hal, const struct boot_config *config)
{
    struct app_update update;

    app_update_plan(hal, config, &update);
    if (update.plan == APP_NOTHING) {
        return true;
    }
    if (!app_may_go_on(&update)) {
        hal_log(hal, HAL_LOG_WARNING, "Image index: 0, not installed: its dependencies are not met");
        return true;
    }
    if (!app_update_perform(hal, config, &update)) {
        hal_log(hal, HAL_LOG_ERROR, "Flash access failed, the update is not finished");
        return !app_update_begun(hal, config);
    }
    return true;
}

static bool update_both(struct hal *hal, const struct boot_config *config, enum boot_net_state *net)
{
    struct pair pair;
    bool done;

    pair_open(&pair, hal, config);
    done = pair_update(&pair);
    *net = pair_net_state(&pair);
    return done;
}

/* False: an access to flash failed, and what it left may not be started. */
static bool update(struct hal *hal, const struct boot_config *config, enum boot_net_state *net)
{
    *net = BOOT_NET_UNKNOWN;
    return config->net.present ? update_both(hal, config, net) : update_app_alone(hal, config);
}

/* What was swapped in cannot be started, and what was swapped out is there to be swapped back. */
static bool old_image_waits(struct hal *hal, const struct boot_config *config)
{
    struct app_update app;

    app_update_plan(hal, config, &app);
    return app.plan == APP_REVERT;
}

void boot_run(struct hal *hal, const struct boot_config *config, struct boot_result *result)
{
    bool done;
    bool started;

    memset(result, 0, sizeof *result);
    if (config->net.present) {
        net_core_quiet(hal);
    }
    if (config->recovery && hal_recovery_requested(hal)) {
        result->end = BOOT_RECOVERY;
        return;
    }
    done = update(hal, config, &result->net);
    started = done && app_start(hal, config, result);
    if (done && !started && old_image_waits(hal, config)) {
        started = update(hal, config, &result->net) && app_start(hal, config, result);
    }
    result->end = started ? BOOT_START_APPLICATION : config->recovery ? BOOT_RECOVERY : BOOT_NO_IMAGE;
}
