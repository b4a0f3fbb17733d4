/* Flash access as bootutil does it: by area, erasing sector after sector, copying 1024 bytes at a time.
 *
 * Offsets count from the start of the area. All functions return false outside of the area and on access errors.
 */
#ifndef NCS_NCS_FLASH_H
#define NCS_NCS_FLASH_H

#include "firmware/ncs/ncs_state.h"

bool ncs_flash_read(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset, void *buffer, uint32_t size);
bool ncs_flash_write(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset, const void *data,
                     uint32_t size);

/* Whole sectors that touch [offset, offset + size), from the first to the last. */
bool ncs_flash_erase(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset, uint32_t size);
/* The same from the last to the first. */
bool ncs_flash_erase_backwards(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset, uint32_t size);

bool ncs_flash_copy(struct ncs_boot *boot, const struct boot_area *from, uint32_t from_offset,
                    const struct boot_area *to, uint32_t to_offset, uint32_t size);

/* What the CPU reads at an address. False: bus fault. */
bool ncs_memory_read(struct ncs_boot *boot, uint32_t address, void *buffer, uint32_t size);

#endif
