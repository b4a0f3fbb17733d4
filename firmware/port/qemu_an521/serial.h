/* The board's serial lines (BOARD_UART in board.h), without buffers of their own. */
#ifndef QEMU_AN521_SERIAL_H
#define QEMU_AN521_SERIAL_H

#include <stdint.h>

enum serial_line { SERIAL_APP_CONSOLE, SERIAL_NET_CONSOLE, SERIAL_SMP, SERIAL_COUNT };

/* What arrives on this line ends clock_doze() of this core. */
void serial_wakes(enum serial_line line);

/* As after the ROM program. */
void serial_wakes_not(enum serial_line line);

/* How many bytes had arrived, at most `size`; with nothing there it dozes (clock.h), a millisecond at most. */
uint32_t serial_read(enum serial_line line, uint8_t *buffer, uint32_t size);

/* A line that takes no byte for two minutes loses it. */
void serial_write(enum serial_line line, const uint8_t *data, uint32_t size);

#endif
