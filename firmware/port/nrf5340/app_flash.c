/* hal_flash_*() on the application core: internal flash, external flash, and the RAM that is used as a slot. */
#include <string.h>
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/nrf5340/hal_state.h"
#include "firmware/port/nrf5340/nvmc.h"
#include "firmware/port/nrf5340/qspi.h"
#include "firmware/port/nrf5340/registers.h"
#include "target_config.h"

#define APP_PAGE_SIZE 4096u
#define WRITE_SIZE    4u

struct device {
    uint32_t address; /* of offset 0; none: external flash */
    uint32_t size;    /* 0: there is no such device */
    uint32_t page_size;
};

static struct device device_of(enum flash_device which)
{
    switch (which) {
    case FLASH_DEVICE_APP:
        return (struct device){ TARGET_APP_FLASH_ADDRESS, TARGET_APP_FLASH_SIZE, APP_PAGE_SIZE };
    case FLASH_DEVICE_EXTERNAL:
        return (struct device){ 0, TARGET_EXTERNAL_FLASH_SIZE, QSPI_SECTOR_SIZE };
    case FLASH_DEVICE_RAM:
        return (struct device){ TARGET_RAM_FLASH_ADDRESS, TARGET_RAM_FLASH_SIZE, WRITE_SIZE };
    case FLASH_DEVICE_NET:
    case FLASH_DEVICE_COUNT:
        break;
    }
    return (struct device){ 0, 0, WRITE_SIZE };
}

static bool reachable(const struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size)
{
    return range_inside(offset, size, device_of(device).size) &&
           (device != FLASH_DEVICE_EXTERNAL || hal->external_open);
}

bool hal_flash_read(struct hal *hal, enum flash_device device, uint32_t offset, void *buffer, uint32_t size)
{
    if (!reachable(hal, device, offset, size)) {
        return false;
    }
    if (device == FLASH_DEVICE_EXTERNAL) {
        return qspi_read(offset, buffer, size);
    }
    memcpy(buffer, MEMORY(device_of(device).address + offset), size);
    return true;
}

bool hal_flash_write(struct hal *hal, enum flash_device device, uint32_t offset, const void *data, uint32_t size)
{
    uint32_t address = device_of(device).address + offset;

    if (!reachable(hal, device, offset, size) || !range_aligned(offset, size, WRITE_SIZE)) {
        return false;
    }
    if (device == FLASH_DEVICE_EXTERNAL) {
        return qspi_write(offset, data, size);
    }
    if (device == FLASH_DEVICE_APP) {
        nvmc_write(APP_NVMC, address, data, size);
    } else {
        memcpy(MEMORY(address), data, size);
    }
    return true;
}

bool hal_flash_erase(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size)
{
    uint32_t address = device_of(device).address + offset;

    if (!reachable(hal, device, offset, size) || !range_aligned(offset, size, device_of(device).page_size)) {
        return false;
    }
    if (device == FLASH_DEVICE_EXTERNAL) {
        return qspi_erase(offset, size);
    }
    if (device == FLASH_DEVICE_APP) {
        nvmc_erase(APP_NVMC, address, size, APP_PAGE_SIZE);
    } else {
        memset(MEMORY(address), 0xff, size);
    }
    return true;
}
