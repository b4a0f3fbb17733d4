/* What every program on this chip has to do first: the vendor's start-up code does it for programs that are built with
 * it. Source: zephyrproject-rtos/hal_nordic (4387c79c), nrfx/bsp/stable/mdk/nrf53, SystemInit() and
 * nrf53_handle_approtect(). README.md beside firmware/ lists what of it is left to the application.
 */
#ifndef PORT_CHIP_H
#define PORT_CHIP_H

#include <stdint.h>

/* The factory's trim values go from the information page at `ficr` to the registers they are for. */
void chip_trim(uint32_t ficr);

/* The debug port stays closed after a reset until firmware writes what UICR holds. Where UICR says "protected" that
 * keeps it closed: the device's configuration page decides, not the bootloader.
 */
void chip_load_debug_protection(uint32_t uicr, uint32_t ctrlap);

/* Of the application core: the protection of secure memory. */
void chip_load_secure_debug_protection(uint32_t uicr, uint32_t ctrlap);

#endif
