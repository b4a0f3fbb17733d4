/* Time on the application core: TIMER0 counts microseconds from ticks_start() on, 32 bits wide (71 minutes). */
#ifndef PORT_TICKS_H
#define PORT_TICKS_H

#include <stdint.h>
#include "firmware/port/nrf5340/registers.h"

static inline void ticks_start(void)
{
    TIMER_BITMODE(APP_TIMER0) = TIMER_BITMODE_32;
    TIMER_PRESCALER(APP_TIMER0) = 4;
    TIMER_CLEAR(APP_TIMER0) = 1;
    TIMER_START(APP_TIMER0) = 1;
}

/* As after a reset. */
static inline void ticks_stop(void)
{
    TIMER_STOP(APP_TIMER0) = 1;
    TIMER_CLEAR(APP_TIMER0) = 1;
    TIMER_BITMODE(APP_TIMER0) = 0;
}

static inline uint32_t ticks_us(void)
{
    TIMER_CAPTURE0(APP_TIMER0) = 1;
    return TIMER_CC0(APP_TIMER0);
}

/* At least: the first of the counted microseconds may be almost over. */
static inline void ticks_wait_us(uint32_t duration)
{
    uint32_t start = ticks_us();

    while (ticks_us() - start <= duration) {
    }
}

#endif
