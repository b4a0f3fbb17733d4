/* The small rest of the HAL on the application core. */
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/nrf5340/hal_state.h"
#include "firmware/port/nrf5340/registers.h"
#include "firmware/port/nrf5340/ticks.h"
#include "firmware/port/nrf5340/watchdogs.h"
#include "target_config.h"

/* The pin first: erratum 55 sets other bits beside it. */
enum reset_reason hal_reset_reason(struct hal *hal)
{
    uint32_t reasons = RESETREAS(APP_RESET);

    (void)hal;
    if (reasons == 0) {
        return RESET_POWER_ON;
    }
    if (reasons & RESETREAS_PIN) {
        return RESET_PIN;
    }
    if (reasons & (RESETREAS_DOG0 | RESETREAS_DOG1)) {
        return RESET_WATCHDOG;
    }
    return reasons & RESETREAS_SOFT ? RESET_SOFT : RESET_OTHER;
}

/* TIMER0 counts microseconds and wraps after 71 minutes; whatever runs longer feeds the watchdog in between. */
uint32_t hal_milliseconds(struct hal *hal)
{
    uint32_t now = ticks_us();
    uint32_t passed = now - hal->microseconds_seen;

    hal->microseconds_seen = now;
    hal->milliseconds += passed / 1000;
    hal->microseconds += passed % 1000;
    if (hal->microseconds >= 1000) {
        hal->milliseconds++;
        hal->microseconds -= 1000;
    }
    return hal->milliseconds;
}

void hal_watchdog_feed(struct hal *hal)
{
    (void)hal_milliseconds(hal);
    watchdogs_reload();
}

/* Reasons add up until they are cleared: the next boot has to see this one alone. */
_Noreturn void hal_reset(struct hal *hal)
{
    (void)hal;
    RESETREAS(APP_RESET) = RESETREAS_ALL;
    core_reset();
}

void hal_recovery_request(struct hal *hal)
{
    (void)hal;
    BOOT_MODE = BOOT_MODE_BOOTLOADER;
}

/* What an application asked for with Zephyr's bootmode_set(BOOT_MODE_TYPE_BOOTLOADER), or hal_recovery_request().
 * Another value is not the bootloader's.
 */
static bool boot_mode_taken(void)
{
    if ((BOOT_MODE & BOOT_MODE_MASK) != BOOT_MODE_BOOTLOADER) {
        return false;
    }
    BOOT_MODE = BOOT_MODE_NORMAL;
    return true;
}

_Noreturn void hal_panic(struct hal *hal, const char *message)
{
    hal_log(hal, HAL_LOG_ERROR, "%s", message);
    hal_reset(hal); /* a watchdog reset before this one was counted, or is not due any more */
}

/* A button to ground, held down during the reset. */
static bool button_pressed(void)
{
#if TARGET_RECOVERY_PIN < 32
    PORT_PIN(APP_PORT0, TARGET_RECOVERY_PIN) = PORT_PIN_PULLUP_INPUT;
    for (unsigned settle = 0; settle < 64; settle++) {
        (void)PORT_IN(APP_PORT0);
    }
    bool pressed = (PORT_IN(APP_PORT0) & 1u << TARGET_RECOVERY_PIN) == 0;

    PORT_PIN(APP_PORT0, TARGET_RECOVERY_PIN) = PORT_PIN_RESET;
    return pressed;
#else
    return false;
#endif
}

bool hal_recovery_requested(struct hal *hal)
{
    const bool has_line = TARGET_SERIAL_RX_PIN < 32 && TARGET_SERIAL_TX_PIN < 32;
    bool asked = boot_mode_taken(); /* in any case: the request is for one boot */

    (void)hal;
    return has_line && (button_pressed() || asked); /* without a line nobody could ever leave recovery */
}
