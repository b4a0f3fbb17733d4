#include "nrf53pack/nrf53boot.h"

#include <string.h>
#include "firmware/boot/app_update.h"

void boot_run(struct hal *hal, const struct boot_config *config, struct boot_result *result)
{
    static const struct pcd_command no_command = { .magic = PCD_MAGIC_NONE };
    struct app_update update;

    memset(result, 0, sizeof *result);
    if (config->net.present) {
        hal_net_core_hold(hal);
        hal_mailbox_write(hal, &no_command);
    }
    if (config->recovery && hal_recovery_requested(hal)) {
        result->end = BOOT_RECOVERY;
        return;
    }
    app_update_plan(hal, config, &update);
    if (update.plan != APP_NOTHING && !app_update_perform(hal, config, &update)) {
        hal_log(hal, HAL_LOG_ERROR, "flash access failed, the update is not finished");
    }
    if (app_start(hal, config, result)) {
        result->end = BOOT_START_APPLICATION;
        return;
    }
    result->end = config->recovery ? BOOT_RECOVERY : BOOT_NO_IMAGE;
}
