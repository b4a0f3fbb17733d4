/* Flash access as bootutil does it. */
#include "firmware/ncs/ncs_flash.h"
#include <string.h>

#define COPY_CHUNK 1024u

static bool inside(const struct boot_area *area, uint32_t offset, uint32_t size)
{
    return offset <= area->size && size <= area->size - offset;
}

bool ncs_flash_read(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset, void *buffer, uint32_t size)
{
    return inside(area, offset, size) && hal_flash_read(boot->hal, area->device, area->offset + offset, buffer, size);
}

bool ncs_flash_write(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset, const void *data,
                     uint32_t size)
{
    return inside(area, offset, size) && hal_flash_write(boot->hal, area->device, area->offset + offset, data, size);
}

static bool erase_sector(struct ncs_boot *boot, const struct boot_area *area, uint32_t sector)
{
    bool done = hal_flash_erase(boot->hal, area->device, area->offset + sector * area->sector_size, area->sector_size);

    hal_watchdog_feed(boot->hal);
    return done;
}

bool ncs_flash_erase(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset, uint32_t size)
{
    if (size == 0 || !inside(area, offset, size)) {
        return false;
    }
    uint32_t last = (offset + size - 1) / area->sector_size;
    for (uint32_t sector = offset / area->sector_size; sector <= last; sector++) {
        if (!erase_sector(boot, area, sector)) {
            return false;
        }
    }
    return true;
}

bool ncs_flash_erase_backwards(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset, uint32_t size)
{
    if (size == 0 || !inside(area, offset, size)) {
        return false;
    }
    uint32_t first = offset / area->sector_size;
    for (uint32_t end = (offset + size - 1) / area->sector_size + 1; end > first; end--) {
        if (!erase_sector(boot, area, end - 1)) {
            return false;
        }
    }
    return true;
}

bool ncs_flash_copy(struct ncs_boot *boot, const struct boot_area *from, uint32_t from_offset,
                    const struct boot_area *to, uint32_t to_offset, uint32_t size)
{
    uint8_t buffer[COPY_CHUNK];

    for (uint32_t done = 0; done < size;) {
        uint32_t part = size - done < COPY_CHUNK ? size - done : COPY_CHUNK;

        if (!ncs_flash_read(boot, from, from_offset + done, buffer, part) ||
            !ncs_flash_write(boot, to, to_offset + done, buffer, part)) {
            return false;
        }
        done += part;
        hal_watchdog_feed(boot->hal);
    }
    return true;
}

bool ncs_memory_read(struct ncs_boot *boot, uint32_t address, void *buffer, uint32_t size)
{
    return hal_shared_read(boot->hal, address, buffer, size);
}
