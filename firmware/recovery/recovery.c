#include "firmware/recovery/recovery.h"

#include <string.h>
#include "firmware/format/area.h"
#include "firmware/recovery/image_state.h"
#include "firmware/recovery/slot_list.h"
#include "firmware/recovery/upload.h"

/* Of the image group. */
enum command {
    IMAGE_STATE = 0,
    IMAGE_UPLOAD = 1,
    IMAGE_ERASE = 5,
    IMAGE_SLOTS = 6,
};

static enum smp_error handle_image(struct recovery *recovery, const struct smp_request *request,
                                   struct cbor_writer *answer)
{
    if (request->command == IMAGE_UPLOAD) {
        return upload_take(recovery, request, answer);
    }
    if (recovery->upload.stage == UPLOAD_FINISHING) {
        return SMP_ERROR_BUSY;
    }
    switch (request->command) {
    case IMAGE_STATE:
        return image_state_handle(recovery, request, answer);
    case IMAGE_ERASE:
        return image_erase_handle(recovery, request);
    case IMAGE_SLOTS:
        return slot_list_handle(recovery->config, request, answer);
    default:
        return SMP_ERROR_NOT_SUPPORTED;
    }
}

static enum smp_error handle(void *context, const struct smp_request *request, struct cbor_writer *answer)
{
    struct recovery *recovery = context;

    if (request->group == SMP_GROUP_IMAGE) {
        return handle_image(recovery, request, answer);
    }
    return smp_os_handle(&recovery->os, request, answer);
}

void recovery_open(struct recovery *recovery, struct hal *hal, const struct boot_config *config)
{
    const struct boot_image_config *app = &config->images[BOOT_IMAGE_APP];

    memset(recovery, 0, sizeof *recovery);
    recovery->hal = hal;
    recovery->config = config;
    recovery->os.mode = app->mode;
    recovery->os.no_downgrade = app->downgrade != DOWNGRADE_ALLOWED;
    recovery->os.program = "nrf53boot";
    smp_server_open(&recovery->server, hal, handle, recovery);
    hal_log(hal, HAL_LOG_INFO, "Serial recovery");
}

/* One sector, so that requests are answered in time. */
static void go_on_erasing(struct recovery *recovery)
{
    struct recovery_erase *erase = &recovery->erase;

    if (erase->next >= erase->end) {
        return;
    }
    if (!area_erase(recovery->hal, &erase->area, erase->next, erase->area.sector_size)) {
        hal_log(recovery->hal, HAL_LOG_ERROR, "Flash access failed, the slot is not erased");
        erase->next = erase->end;
        return;
    }
    erase->next += erase->area.sector_size;
}

bool recovery_poll(struct recovery *recovery)
{
    smp_server_poll(&recovery->server);
    if (recovery->upload.stage == UPLOAD_FINISHING) {
        upload_finish(recovery);
    }
    if (recovery->os.reset_wanted) {
        return false;
    }
    go_on_erasing(recovery);
    return true;
}

_Noreturn void recovery_run(struct hal *hal, const struct boot_config *config)
{
    struct recovery recovery;

    recovery_open(&recovery, hal, config);
    while (recovery_poll(&recovery)) {
        hal_watchdog_feed(hal);
    }
    if (recovery.os.recovery_wanted) {
        hal_recovery_request(hal);
    }
    hal_log(hal, HAL_LOG_INFO, "Reset");
    hal_reset(hal);
}
