/* Watchdogs of both cores. The bootloaders start none: they reload those that an application left running over a reset.
 */
#ifndef PORT_WATCHDOGS_H
#define PORT_WATCHDOGS_H

#include <stdint.h>
#include "firmware/port/nrf5340/registers.h"

/* Reloads a watchdog that runs; one that does not is left alone. */
void watchdog_reload(uint32_t watchdog);

/* Both of the application core. */
static inline void watchdogs_reload(void)
{
    watchdog_reload(APP_WATCHDOG0);
    watchdog_reload(APP_WATCHDOG1);
}

#endif
