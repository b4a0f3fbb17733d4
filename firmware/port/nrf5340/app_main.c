/* nrf53boot on the application core: from the reset to the jump. */
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/nrf5340/chip.h"
#include "firmware/port/nrf5340/hal_state.h"
#include "firmware/port/nrf5340/lock.h"
#include "firmware/port/nrf5340/qspi.h"
#include "firmware/port/nrf5340/registers.h"
#include "firmware/port/nrf5340/serial.h"
#include "firmware/port/nrf5340/ticks.h"
#include "firmware/recovery/recovery.h"
#include "nrf53pack/nrf53boot.h"
#include "target_config.h"

static _Noreturn void start_application(struct hal *hal, const struct boot_result *result)
{
    if (hal->external_open) {
        qspi_close();
    }
    ticks_stop();
    lock_bootloader();
    lock_command_block();
    core_start(TARGET_APP_FLASH_ADDRESS + result->slot.offset + result->vector_offset);
}

static void start_recovery(struct hal *hal)
{
    hal_log(hal, HAL_LOG_INFO, "serial recovery");
    if (serial_open(hal)) {
        recovery_run(hal, &target_config);
    }
    hal_log(hal, HAL_LOG_ERROR, "serial recovery has no pins");
}

_Noreturn void program(void)
{
    struct hal hal = { 0 };
    struct boot_result result;

    chip_trim(APP_FICR);
    chip_load_debug_protection(APP_UICR, APP_CTRLAP);
    chip_load_secure_debug_protection(APP_UICR, APP_CTRLAP);
    ticks_start();
    hal.external_open = TARGET_EXTERNAL_FLASH_SIZE > 0 && qspi_open();
    if (TARGET_EXTERNAL_FLASH_SIZE > 0 && !hal.external_open) {
        hal_log(&hal, HAL_LOG_ERROR, "external flash does not answer");
    }
    boot_run(&hal, &target_config, &result);
    if (result.end == BOOT_START_APPLICATION) {
        start_application(&hal, &result);
    }
    if (target_config.recovery && result.end == BOOT_RECOVERY) { /* the first half lets the compiler leave it out */
        start_recovery(&hal);
    }
    hal_log(&hal, HAL_LOG_ERROR, "no application to start");
    core_stop();
}
