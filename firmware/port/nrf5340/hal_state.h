/* What the port keeps during one boot; lives on the stack of program(). */
#ifndef PORT_HAL_STATE_H
#define PORT_HAL_STATE_H

#include <stdbool.h>
#include "nrf53pack/hal.h"

struct hal {
    bool external_open; /* the QSPI flash answers */
};

#endif
