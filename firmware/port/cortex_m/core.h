/* What the programs of all ports do alike: reset, stop, start of another program.
 *
 * Addresses are CPU addresses, sizes bytes.
 */
#ifndef PORT_CORE_H
#define PORT_CORE_H

#include <stdbool.h>
#include <stdint.h>

/* First function after the reset; interrupts are never enabled. */
_Noreturn void program(void);

/* Each port has its own way to do these three. Begins anew, as a fault does: */
_Noreturn void core_reset(void);

/* Stops for ever; every reset comes back. */
_Noreturn void core_stop(void);

/* Jumps to the program whose vector table lies at the nRF5340's address `vectors`. */
_Noreturn void core_start(uint32_t vectors);

/* SYSRESETREQ. */
_Noreturn void core_request_reset(void);

/* Start of a program: where this processor sees the table, and the values to use of it. */
_Noreturn void core_enter(uint32_t vectors, uint32_t stack, uint32_t entry);

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
