#include "firmware/port/nrf5340/watchdogs.h"

void watchdog_reload(uint32_t watchdog)
{
    if ((WATCHDOG_RUNSTATUS(watchdog) & 1u) == 0) {
        return;
    }
    uint32_t enabled = WATCHDOG_RELOAD_ENABLED(watchdog);

    for (uint32_t index = 0; index < WATCHDOG_RELOAD_COUNT; index++) {
        if (enabled & 1u << index) {
            WATCHDOG_RELOAD(watchdog, index) = WATCHDOG_RELOAD_KEY;
        }
    }
}
