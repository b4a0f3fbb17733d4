/* The small rest of the HAL on the application core. */
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/nrf5340/hal_state.h"
#include "firmware/port/nrf5340/registers.h"
#include "firmware/port/nrf5340/watchdogs.h"
#include "target_config.h"

enum reset_reason hal_reset_reason(struct hal *hal)
{
    uint32_t reasons = RESETREAS(APP_RESET);

    (void)hal;
    if (reasons == 0) {
        return RESET_POWER_ON;
    }
    if (reasons & (RESETREAS_DOG0 | RESETREAS_DOG1)) {
        return RESET_WATCHDOG;
    }
    if (reasons & RESETREAS_SOFT) {
        return RESET_SOFT;
    }
    return reasons & RESETREAS_PIN ? RESET_PIN : RESET_OTHER;
}

void hal_watchdog_feed(struct hal *hal)
{
    (void)hal;
    watchdogs_reload();
}

_Noreturn void hal_panic(struct hal *hal, const char *message)
{
    hal_log(hal, HAL_LOG_ERROR, "%s", message);
    core_reset();
}

/* A button to ground, held down during the reset. */
bool hal_recovery_requested(struct hal *hal)
{
    (void)hal;
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

/* This port has no monotonic counters. */
bool hal_security_counter_read(struct hal *hal, unsigned image, uint32_t *value)
{
    (void)hal;
    (void)image;
    (void)value;
    return false;
}

bool hal_security_counter_update(struct hal *hal, unsigned image, uint32_t value)
{
    (void)hal;
    (void)image;
    (void)value;
    return false;
}
