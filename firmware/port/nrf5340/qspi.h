/* External NOR flash on the QSPI peripheral of the application core.
 *
 * One data line at 8 MHz, 24-bit addresses: commands that every serial NOR flash has, and no status bit of
 * the flash has to be set first (up to 16 MiB). Any offset and size may be read; writes take whole words, erases
 * whole 4 KiB sectors.
 * All functions return false when the peripheral does not get ready in time.
 */
#ifndef PORT_QSPI_H
#define PORT_QSPI_H

#include <stdbool.h>
#include <stdint.h>

#define QSPI_SECTOR_SIZE 4096u

bool qspi_open(void);
bool qspi_read(uint32_t offset, uint8_t *buffer, uint32_t size);
bool qspi_write(uint32_t offset, const uint8_t *data, uint32_t size);
bool qspi_erase(uint32_t offset, uint32_t size);

/* Clock, pins and peripheral as after a reset. */
void qspi_close(void);

#endif
