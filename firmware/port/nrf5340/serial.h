/* The serial line of recovery: UARTE0 on TARGET_SERIAL_TX_PIN and TARGET_SERIAL_RX_PIN of port 0.
 *
 * Receiving needs no processor: EasyDMA fills a ring over and over (the end of the buffer starts the receiver again, at
 * the same address), and TIMER1 counts the bytes, both while the processor stands still because a page of its flash is
 * erased. What has arrived is known from the counter; the ring holds more than the longest packet, and clients send the
 * next packet when they have the answer to this one.
 *
 * From serial_open() to the next reset UARTE0 belongs to recovery: hal_log() writes nothing.
 */
#ifndef PORT_SERIAL_H
#define PORT_SERIAL_H

#include <stdbool.h>
#include "nrf53pack/hal.h"

/* False: the build names no pins. */
bool serial_open(struct hal *hal);

#endif
