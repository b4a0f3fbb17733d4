/* What the port keeps of one program's run; the program's own. */
#ifndef QEMU_AN521_HAL_STATE_H
#define QEMU_AN521_HAL_STATE_H

#include "nrf53pack/boot_config.h"
#include "nrf53pack/hal.h"

struct hal {
    const struct boot_config *config; /* places of command block and RAM flash */
};

/* Of nrf53boot and netboot: made from a build tree (nrf53pack bootconfig). */
extern const struct boot_config target_config;

/* The first call of a program. Interrupts are off from here on. */
void hal_open(struct hal *hal, const struct boot_config *config);

#endif
