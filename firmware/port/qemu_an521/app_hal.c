/* The small rest of the HAL on the application core. */
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/clock.h"
#include "firmware/port/qemu_an521/hal_state.h"
#include "firmware/port/qemu_an521/log.h"
#include "firmware/port/qemu_an521/reset_reason.h"
#include "firmware/port/qemu_an521/serial.h"

#define BOOT_MODE_RECOVERY 1u

void hal_open(struct hal *hal, const struct boot_config *config)
{
    hal->config = config;
    clock_open();
    serial_wakes(SERIAL_SMP);
}

/* In the order of the nRF5340's port. */
enum reset_reason hal_reset_reason(struct hal *hal)
{
    uint32_t reasons = *board_register(BOARD_RESET_REASON);

    (void)hal;
    if (reasons == 0) {
        return RESET_POWER_ON;
    }
    if (reasons & RESET_REASON_PIN) {
        return RESET_PIN;
    }
    if (reasons & RESET_REASON_WATCHDOGS) {
        return RESET_WATCHDOG;
    }
    return reasons & RESET_REASON_SOFT ? RESET_SOFT : RESET_OTHER;
}

/* The board has no watchdog. */
void hal_watchdog_feed(struct hal *hal)
{
    (void)hal;
}

void hal_log(struct hal *hal, enum hal_log_level level, const char *format, ...)
{
    va_list arguments;

    (void)hal;
    va_start(arguments, format);
    log_line(SERIAL_APP_CONSOLE, level, format, arguments);
    va_end(arguments);
}

_Noreturn void hal_panic(struct hal *hal, const char *message)
{
    hal_log(hal, HAL_LOG_ERROR, "%s", message);
    hal_reset(hal);
}

bool hal_recovery_requested(struct hal *hal)
{
    bool asked = *board_register(BOARD_BOOT_MODE) == BOOT_MODE_RECOVERY;

    (void)hal;
    if (asked) { /* another value is not the bootloader's */
        *board_register(BOARD_BOOT_MODE) = 0;
    }
    return asked || *board_register(BOARD_RECOVERY_PIN) != 0;
}

void hal_recovery_request(struct hal *hal)
{
    (void)hal;
    *board_register(BOARD_BOOT_MODE) = BOOT_MODE_RECOVERY;
}

/* Reasons add up until they are cleared: the next boot has to see this one alone. */
_Noreturn void hal_reset(struct hal *hal)
{
    (void)hal;
    *board_register(BOARD_RESET_REASON) = 0;
    core_reset();
}

uint32_t hal_milliseconds(struct hal *hal)
{
    (void)hal;
    return clock_milliseconds();
}

uint32_t hal_serial_read(struct hal *hal, void *buffer, uint32_t size)
{
    (void)hal;
    return serial_read(SERIAL_SMP, buffer, size);
}

void hal_serial_write(struct hal *hal, const void *data, uint32_t size)
{
    (void)hal;
    serial_write(SERIAL_SMP, data, size);
}
