/* Flash controller of either core.
 *
 * Whole words (4 bytes) and whole pages only; `controller` is the core's NVMC, addresses are CPU addresses.
 */
#ifndef PORT_NVMC_H
#define PORT_NVMC_H

#include <stdint.h>

void nvmc_write(uint32_t controller, uint32_t address, const uint8_t *data, uint32_t size);
void nvmc_erase(uint32_t controller, uint32_t address, uint32_t size, uint32_t page_size);

#endif
