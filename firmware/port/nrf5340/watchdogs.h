/* Both watchdogs of the application core. The bootloader starts none: it reloads those that an application left
 * running over a reset.
 */
#ifndef PORT_WATCHDOGS_H
#define PORT_WATCHDOGS_H

#include "firmware/port/nrf5340/core.h"
#include "firmware/port/nrf5340/registers.h"

static inline void watchdogs_reload(void)
{
    watchdog_reload(APP_WATCHDOG0);
    watchdog_reload(APP_WATCHDOG1);
}

#endif
