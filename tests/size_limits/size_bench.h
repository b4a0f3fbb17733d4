/* A small device on which one file is offered to the bootloader: does it go in, come back out, and stay?
 *
 * Nothing here knows a limit: a file of any size is made, uploaded, marked and booted as a product would, and what counts
 * is what runs afterwards and what the flash holds. Without keys, so that the file's size is open to the byte.
 */
#ifndef SIZE_BENCH_H
#define SIZE_BENCH_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/boot_config.h"

struct size_device {
    enum upgrade_mode mode;
    uint32_t sector_size;
    uint32_t write_size; /* 4, 8 or 16; the trailer's alignment is 8, or 16 with 16 */
    uint32_t primary_sectors;
    uint32_t secondary_sectors;
    uint32_t max_sectors;          /* at least as many as either slot has */
    const struct ncs_profile *ncs; /* NULL: nrf53boot */
};

/* Smallest file there is: header, vector table, hash. */
uint32_t size_of_smallest_file(void);

/* True when a file of `size` bytes installs where one of `old_size` runs, whole: the bootloader starts it and the primary slot
 * holds each of its bytes; a swap gives the old file back when nobody confirms the new one; a permanent update stays, and
 * the next boot changes nothing. False when the bootloader refuses it, or anything of that goes wrong.
 */
bool size_installs(const struct size_device *device, uint32_t size, uint32_t old_size);

#endif
