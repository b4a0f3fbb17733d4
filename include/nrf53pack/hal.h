/* Everything nrf53boot needs of a machine.
 *
 * Each place that runs the bootloader (the simulator, an emulator, the nRF5340) defines these functions; struct hal
 * is theirs and is only passed on. What only serial recovery calls (hal_reset(), hal_recovery_request(),
 * hal_milliseconds(), hal_serial_*()) is missing in the simulator: tests that run recovery on it define these. Flash is NOR: erased cells read 0xff, a program operation takes whole write units,
 * an erase takes whole sectors (sizes: struct boot_area, struct boot_image_config). Offsets count from the start of
 * the device. Functions that return bool return false on an access error; nothing was changed then, or part of it.
 *
 * A simulator may leave hal_flash_write(), hal_flash_erase(), hal_net_core_wait() and hal_panic() by a non-local exit:
 * the caller holds nothing across these calls that would have to be released.
 */
#ifndef NRF53PACK_HAL_H
#define NRF53PACK_HAL_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/pcd_format.h"

struct hal;

enum flash_device {
    FLASH_DEVICE_APP,      /* internal flash of the application core */
    FLASH_DEVICE_EXTERNAL, /* QSPI or SPI flash */
    FLASH_DEVICE_RAM, /* RAM that the application core uses as a slot (NCS: flash simulator); gone with the power */
    FLASH_DEVICE_NET, /* flash of the network core: only the network core reaches it */
    FLASH_DEVICE_COUNT
};

enum reset_reason {
    RESET_POWER_ON,
    RESET_PIN,
    RESET_SOFT, /* asked for by software */
    RESET_WATCHDOG,
    RESET_OTHER,
};

enum hal_log_level { HAL_LOG_ERROR, HAL_LOG_WARNING, HAL_LOG_INFO, HAL_LOG_DEBUG };

#if defined(__GNUC__)
#define HAL_PRINTF(format_index, first) __attribute__((format(printf, format_index, first)))
#else
#define HAL_PRINTF(format_index, first)
#endif

bool hal_flash_read(struct hal *hal, enum flash_device device, uint32_t offset, void *buffer, uint32_t size);
bool hal_flash_write(struct hal *hal, enum flash_device device, uint32_t offset, const void *data, uint32_t size);
bool hal_flash_erase(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size);

enum reset_reason hal_reset_reason(struct hal *hal);
void hal_watchdog_feed(struct hal *hal);

/* Formats: %u %x %s only, arguments 32 bits wide or a string. One call is one line, without the line's end. */
void hal_log(struct hal *hal, enum hal_log_level level, const char *format, ...) HAL_PRINTF(3, 4);

/* Writes the line and resets the core, or stops it for ever: what an assertion does. */
_Noreturn void hal_panic(struct hal *hal, const char *message);

/* Serial recovery is asked for (button, retained request; asking clears the request). */
bool hal_recovery_requested(struct hal *hal);

/* A reset that software asks for; the reason of the next boot is RESET_SOFT. */
_Noreturn void hal_reset(struct hal *hal);

/* The next boot enters serial recovery: retained over one reset, not over a loss of power. */
void hal_recovery_request(struct hal *hal);

/* Runs from the reset on, wraps after 2^32 ms. */
uint32_t hal_milliseconds(struct hal *hal);

/* The serial line that recovery (and an application's SMP server) talks over. Neither waits for the other side: read
 * returns how many bytes had arrived, at most `size`; write returns when all bytes are handed to the line.
 */
uint32_t hal_serial_read(struct hal *hal, void *buffer, uint32_t size);
void hal_serial_write(struct hal *hal, const void *data, uint32_t size);

/* Monotonic counters outside of the flashes above; false when the machine has none for this image. */
bool hal_security_counter_read(struct hal *hal, unsigned image, uint32_t *value);
bool hal_security_counter_update(struct hal *hal, unsigned image, uint32_t value);

/* The application core's side of the command block in shared RAM (pcd_format.h). */
void hal_mailbox_write(struct hal *hal, const struct pcd_command *command);
void hal_mailbox_read(struct hal *hal, struct pcd_command *command);

/* The network core: held in reset (forced off) after every reset of the application core. */
void hal_net_core_hold(struct hal *hal);
void hal_net_core_release(struct hal *hal);

/* Lets the network core run until the magic of the command block is no longer `waiting_for_change`, at most for so many
 * milliseconds. False when the time is over. The application core does no flash operation meanwhile.
 */
bool hal_net_core_wait(struct hal *hal, uint32_t waiting_for_change, uint32_t milliseconds);

/* The network core's view: reads what the application core shares (its RAM, its internal flash), at CPU addresses.
 * False outside of both: external flash cannot be read by the network core.
 */
bool hal_shared_read(struct hal *hal, uint32_t address, void *buffer, uint32_t size);

#endif
