/* NOR flash in the board's memory: what a flash chip refuses is refused here, and noted in BOARD_FAULT.
 *
 * A word is programmed once after its page was erased; programming the value it has changes nothing. Writes and
 * erases take the times of BOARD_WRITE_TIME and BOARD_ERASE_TIME and happen in pieces: a word at a time, a sixteenth
 * of a page at a time. A loss of power finds a part of them done.
 */
#ifndef QEMU_AN521_NOR_H
#define QEMU_AN521_NOR_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/hal.h"

struct nor {
    enum flash_device device;
    uint8_t *memory; /* where this core sees offset 0; aligned to words */
    uint32_t size;   /* 0: there is no such device, and asking for it is no breach */
    uint32_t page_size;
    bool timed; /* false: RAM */
};

bool nor_read(const struct nor *nor, uint32_t offset, void *buffer, uint32_t size);
bool nor_write(const struct nor *nor, uint32_t offset, const uint8_t *data, uint32_t size);
bool nor_erase(const struct nor *nor, uint32_t offset, uint32_t size);

#endif
