/* The HAL on the network core: what netboot needs of it, and nothing else. */
#include <string.h>
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/cortex_m/mailbox.h"
#include "firmware/port/nrf5340/nvmc.h"
#include "firmware/port/nrf5340/registers.h"
#include "firmware/port/nrf5340/watchdogs.h"
#include "nrf53pack/hal.h"
#include "target_config.h"

#define NET_PAGE_SIZE 2048u
#define WRITE_SIZE    4u

#define WORDS ((volatile uint32_t *)MEMORY(TARGET_MAILBOX_ADDRESS))

static bool reachable(enum flash_device device, uint32_t offset, uint32_t size, uint32_t unit)
{
    return device == FLASH_DEVICE_NET && range_inside(offset, size, TARGET_NET_FLASH_SIZE) &&
           range_aligned(offset, size, unit);
}

/* The application core's devices as far as this core reaches them: its flash and the RAM used as a slot. */
bool hal_flash_read(struct hal *hal, enum flash_device device, uint32_t offset, void *buffer, uint32_t size)
{
    if (device == FLASH_DEVICE_APP) {
        return hal_shared_read(hal, TARGET_APP_FLASH_ADDRESS + offset, buffer, size);
    }
    if (device == FLASH_DEVICE_RAM) {
        return hal_shared_read(hal, TARGET_RAM_FLASH_ADDRESS + offset, buffer, size);
    }
    if (!reachable(device, offset, size, 1)) {
        return false;
    }
    memcpy(buffer, MEMORY(TARGET_NET_FLASH_ADDRESS + offset), size);
    return true;
}

bool hal_flash_write(struct hal *hal, enum flash_device device, uint32_t offset, const void *data, uint32_t size)
{
    (void)hal;
    if (!reachable(device, offset, size, WRITE_SIZE)) {
        return false;
    }
    nvmc_write(NET_NVMC, TARGET_NET_FLASH_ADDRESS + offset, data, size);
    return true;
}

bool hal_flash_erase(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size)
{
    (void)hal;
    if (!reachable(device, offset, size, NET_PAGE_SIZE)) {
        return false;
    }
    nvmc_erase(NET_NVMC, TARGET_NET_FLASH_ADDRESS + offset, size, NET_PAGE_SIZE);
    return true;
}

/* The application core's RAM and flash, at the addresses that core uses too. */
bool hal_shared_read(struct hal *hal, uint32_t address, void *buffer, uint32_t size)
{
    bool in_ram = address >= TARGET_RAM_ADDRESS && range_inside(address - TARGET_RAM_ADDRESS, size, TARGET_RAM_SIZE);
    bool in_flash = range_inside(address - TARGET_APP_FLASH_ADDRESS, size, TARGET_APP_FLASH_SIZE);

    (void)hal;
    if (!in_ram && !in_flash) {
        return false;
    }
    memcpy(buffer, MEMORY(address), size);
    return true;
}

void hal_mailbox_write(struct hal *hal, const struct pcd_command *command)
{
    (void)hal;
    mailbox_put(WORDS, command);
}

void hal_mailbox_read(struct hal *hal, struct pcd_command *command)
{
    (void)hal;
    *command = mailbox_get(WORDS);
}

void hal_watchdog_feed(struct hal *hal)
{
    (void)hal;
    watchdog_reload(NET_WATCHDOG);
}

/* No pin is this core's until the application gives it one. */
void hal_log(struct hal *hal, enum hal_log_level level, const char *format, ...)
{
    (void)hal;
    (void)level;
    (void)format;
}

_Noreturn void hal_panic(struct hal *hal, const char *message)
{
    (void)hal;
    (void)message;
    core_stop();
}
