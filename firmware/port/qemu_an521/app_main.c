/* nrf53boot on the application core: from the ROM program's jump to the application's. */
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/qemu_an521/hal_state.h"
#include "firmware/port/qemu_an521/serial.h"
#include "firmware/recovery/recovery.h"
#include "nrf53pack/nrf53boot.h"

_Noreturn void program(void)
{
    struct hal hal;
    struct boot_result result;

    hal_open(&hal, &target_config);
    boot_run(&hal, &target_config, &result);
    if (result.end == BOOT_START_APPLICATION) {
        serial_wakes_not(SERIAL_SMP);
        core_start(target_config.net.app_flash_address + result.slot.offset + result.vector_offset);
    }
    if (result.end == BOOT_RECOVERY) {
        recovery_run(&hal, &target_config);
    }
    hal_log(&hal, HAL_LOG_ERROR, "no application to start");
    core_stop();
}
