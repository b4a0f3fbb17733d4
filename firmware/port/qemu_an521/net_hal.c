/* The HAL on the network core. */
#include <string.h>
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/cortex_m/mailbox.h"
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/clock.h"
#include "firmware/port/qemu_an521/hal_state.h"
#include "firmware/port/qemu_an521/log.h"
#include "firmware/port/qemu_an521/net_park.h"
#include "firmware/port/qemu_an521/nor.h"
#include "nrf53pack/memory_map.h"

#define NET_PAGE_SIZE 2048u

void hal_open(struct hal *hal, const struct boot_config *config)
{
    hal->config = config;
    clock_open();
}

static struct nor device_of(enum flash_device device)
{
    net_obey_forceoff();
    if (device != FLASH_DEVICE_NET) {
        return (struct nor){ .device = device };
    }
    return (struct nor){ device, board_memory(NRF5340_NET_FLASH_ADDRESS), NRF5340_NET_FLASH_SIZE, NET_PAGE_SIZE, true };
}

/* The application core's devices as far as this core reaches them: its flash and the RAM used as a slot. */
bool hal_flash_read(struct hal *hal, enum flash_device device, uint32_t offset, void *buffer, uint32_t size)
{
    struct nor nor = device_of(device);

    if (device == FLASH_DEVICE_APP) {
        return hal_shared_read(hal, hal->config->net.app_flash_address + offset, buffer, size);
    }
    if (device == FLASH_DEVICE_RAM) {
        return hal_shared_read(hal, hal->config->net.ram_flash_address + offset, buffer, size);
    }
    return nor_read(&nor, offset, buffer, size);
}

bool hal_flash_write(struct hal *hal, enum flash_device device, uint32_t offset, const void *data, uint32_t size)
{
    struct nor nor = device_of(device);

    (void)hal;
    return nor_write(&nor, offset, data, size);
}

bool hal_flash_erase(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size)
{
    struct nor nor = device_of(device);

    (void)hal;
    return nor_erase(&nor, offset, size);
}

/* The application core's RAM and flash, at the addresses that core uses too. */
bool hal_shared_read(struct hal *hal, uint32_t address, void *buffer, uint32_t size)
{
    bool in_ram = range_inside(address - NRF5340_APP_RAM_ADDRESS, size, NRF5340_APP_RAM_SIZE);
    bool in_flash = range_inside(address - NRF5340_APP_FLASH_ADDRESS, size, NRF5340_APP_FLASH_SIZE);

    (void)hal;
    if (!in_ram && !in_flash) {
        return false;
    }
    memcpy(buffer, board_memory(address), size);
    return true;
}

void hal_mailbox_write(struct hal *hal, const struct pcd_command *command)
{
    mailbox_put(board_memory(hal->config->net.mailbox_address), command);
}

void hal_mailbox_read(struct hal *hal, struct pcd_command *command)
{
    *command = mailbox_get(board_memory(hal->config->net.mailbox_address));
}

void hal_watchdog_feed(struct hal *hal)
{
    (void)hal;
    net_obey_forceoff();
}

uint32_t hal_milliseconds(struct hal *hal)
{
    (void)hal;
    return clock_milliseconds();
}

void hal_log(struct hal *hal, enum hal_log_level level, const char *format, ...)
{
    va_list arguments;

    (void)hal;
    va_start(arguments, format);
    log_line(SERIAL_NET_CONSOLE, level, format, arguments);
    va_end(arguments);
}

_Noreturn void hal_panic(struct hal *hal, const char *message)
{
    hal_log(hal, HAL_LOG_ERROR, "%s", message);
    core_stop();
}
