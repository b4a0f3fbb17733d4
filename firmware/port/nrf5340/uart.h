/* UARTE0, sending: 115200 baud, 8N1, no flow control. Pins are those of port 0.
 *
 * The clock is the internal oscillator, as in other bootloaders and drivers for this chip: within a UART's tolerance
 * once the factory's trim values are loaded.
 */
#ifndef PORT_UART_H
#define PORT_UART_H

#include <stdint.h>

/* Pin, speed and format; nothing is on the air. Closing leaves all as after a reset. */
void uart_open(uint32_t tx_pin);
void uart_close(uint32_t tx_pin);

/* Returns when the bytes are out, or are given up because the peripheral does not move. `bytes` lie in RAM. */
void uart_send(const uint8_t *bytes, uint32_t size);

#endif
