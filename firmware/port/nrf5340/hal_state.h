/* What the port keeps during one boot; lives on the stack of program(). */
#ifndef PORT_HAL_STATE_H
#define PORT_HAL_STATE_H

#include <stdbool.h>
#include "nrf53pack/hal.h"

/* The receiving side of the serial line; numbers are bytes since the receiver was started, modulo 2^32. */
struct serial_line {
    bool open;
    uint32_t taken;      /* read by the caller */
    uint32_t settled;    /* surely in the ring */
    uint32_t counted;    /* had arrived at `counted_at` */
    uint32_t counted_at; /* microseconds */
};

struct hal {
    bool external_open; /* the QSPI flash answers */
    struct serial_line serial;
    uint32_t milliseconds;
    uint32_t microseconds;      /* above them, less than 1000 */
    uint32_t microseconds_seen; /* ticks_us() when the two were brought up to date */
};

#endif
