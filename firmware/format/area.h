/* Flash access by offsets from the start of a partition; nothing outside of it is ever reached. */
#ifndef FORMAT_AREA_H
#define FORMAT_AREA_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/boot_config.h"

static inline bool area_has(const struct boot_area *area, uint32_t offset, uint32_t size)
{
    return offset <= area->size && size <= area->size - offset;
}

static inline bool area_read(struct hal *hal, const struct boot_area *area, uint32_t offset, void *buffer,
                             uint32_t size)
{
    return area_has(area, offset, size) && hal_flash_read(hal, area->device, area->offset + offset, buffer, size);
}

/* False: some read fails, so an image there that looks bad may be a good one, and must not be erased. */
static inline bool area_readable(struct hal *hal, const struct boot_area *area)
{
    uint8_t block[64];

    for (uint32_t offset = 0; offset < area->size; offset += sizeof block) {
        if (!area_read(hal, area, offset, block, sizeof block)) {
            return false;
        }
        hal_watchdog_feed(hal);
    }
    return true;
}

/* Whole write units. */
static inline bool area_write(struct hal *hal, const struct boot_area *area, uint32_t offset, const void *data,
                              uint32_t size)
{
    return area_has(area, offset, size) && hal_flash_write(hal, area->device, area->offset + offset, data, size);
}

/* Whole sectors, one HAL call a sector, rising: a power cut takes one sector at most. */
static inline bool area_erase(struct hal *hal, const struct boot_area *area, uint32_t offset, uint32_t size)
{
    if (!area_has(area, offset, size)) {
        return false;
    }
    for (uint32_t done = 0; done < size; done += area->sector_size) {
        if (!hal_flash_erase(hal, area->device, area->offset + offset + done, area->sector_size)) {
            return false;
        }
        hal_watchdog_feed(hal);
    }
    return true;
}

#endif
