/* nrf53boot on the application core: from the reset to the jump. */
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/nrf5340/hal_state.h"
#include "firmware/port/nrf5340/qspi.h"
#include "firmware/port/nrf5340/registers.h"
#include "firmware/port/nrf5340/ticks.h"
#include "nrf53pack/nrf53boot.h"
#include "target_config.h"

/* Until the next reset nobody writes the bootloader, and only the bootloader writes the command block: an application
 * could otherwise have the network core's bootloader copy something. A region that the bootloader fills only in part
 * stays open; the map has to align it.
 */
static void lock_memories(void)
{
    uint32_t regions = TARGET_BOOT_SIZE / SPU_FLASH_REGION_SIZE;

    for (uint32_t index = 0; index < regions; index++) {
        SPU_FLASH_REGION(TARGET_BOOT_ADDRESS / SPU_FLASH_REGION_SIZE + index) =
            SPU_EXECUTE | SPU_READ | SPU_SECURE | SPU_LOCK;
    }
    if (target_config.net.present) {
        SPU_RAM_REGION((TARGET_MAILBOX_ADDRESS - TARGET_RAM_ADDRESS) / SPU_RAM_REGION_SIZE) =
            SPU_READ | SPU_SECURE | SPU_LOCK;
    }
}

static _Noreturn void start_application(struct hal *hal, const struct boot_result *result)
{
    if (hal->external_open) {
        qspi_close();
    }
    ticks_stop();
    lock_memories();
    core_start(TARGET_APP_FLASH_ADDRESS + result->slot.offset + result->vector_offset);
}

_Noreturn void program(void)
{
    struct hal hal = { 0 };
    struct boot_result result;

    ticks_start();
    hal.external_open = TARGET_EXTERNAL_FLASH_SIZE > 0 && qspi_open();
    if (TARGET_EXTERNAL_FLASH_SIZE > 0 && !hal.external_open) {
        hal_log(&hal, HAL_LOG_ERROR, "external flash does not answer");
    }
    boot_run(&hal, &target_config, &result);
    if (result.end == BOOT_START_APPLICATION) {
        start_application(&hal, &result);
    }
    hal_log(&hal, HAL_LOG_ERROR, "no application to start");
    core_stop();
}
