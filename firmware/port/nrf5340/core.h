/* What both cores' programs do alike: reset, flash controller, watchdog, start of another program.
 *
 * Addresses are CPU addresses, sizes bytes.
 */
#ifndef PORT_CORE_H
#define PORT_CORE_H

#include <stdbool.h>
#include <stdint.h>

/* First function after the reset; interrupts are never enabled. */
_Noreturn void program(void);

_Noreturn void core_reset(void);

/* Stops for ever; every reset comes back. */
_Noreturn void core_stop(void);

/* Jumps to the program whose vector table lies at `vectors`. */
_Noreturn void core_start(uint32_t vectors);

/* Whole words (4 bytes) and whole pages only; `controller` is the core's NVMC. */
void nvmc_write(uint32_t controller, uint32_t address, const uint8_t *data, uint32_t size);
void nvmc_erase(uint32_t controller, uint32_t address, uint32_t size, uint32_t page_size);

/* Reloads a watchdog that runs; one that does not is left alone. */
void watchdog_reload(uint32_t watchdog);

/* [offset, offset + size) lies in a device of `device_size` bytes. */
static inline bool range_inside(uint32_t offset, uint32_t size, uint32_t device_size)
{
    return offset <= device_size && size <= device_size - offset;
}

static inline bool range_aligned(uint32_t offset, uint32_t size, uint32_t unit)
{
    return (offset | size) % unit == 0;
}

#endif
