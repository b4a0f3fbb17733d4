/* Time on the emulated board, which is the host's.
 *
 * The ROM program starts the timers; both cores and all programs read the same ones. Waiting for a millisecond and
 * more lets the host's processor go: what waits here is not seen by other programs of the host.
 */
#ifndef QEMU_AN521_CLOCK_H
#define QEMU_AN521_CLOCK_H

#include <stdint.h>

/* Of this core: nothing interrupts from here on, but clock_doze() is ended by what would. */
void clock_open(void);

/* As after a reset. */
void clock_close(void);

/* Since the reset. The timer behind it wraps after 2^32 / 32768 s, 36 hours, and the count jumps back to 0 then: no
 * boot and no upload lasts so long.
 */
uint32_t clock_milliseconds(void);

/* At most 200 s. */
void clock_wait_us(uint32_t duration);

/* Sleeps until the next millisecond begins, or a byte came in on a line that wakes (serial.h). */
void clock_doze(void);

#endif
