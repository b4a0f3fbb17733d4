/* hal_flash_*() on the application core. */
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/hal_state.h"
#include "firmware/port/qemu_an521/nor.h"
#include "nrf53pack/memory_map.h"

#define PAGE_SIZE       4096u
#define EXTERNAL_SIZE   0x800000u
#define EXTERNAL_MEMORY (uint8_t *)(uintptr_t)(BOARD_MEMORY + BOARD_EXTERNAL_FLASH)

static struct nor device_of(const struct hal *hal, enum flash_device device)
{
    const struct boot_config *config = hal->config;

    switch (device) {
    case FLASH_DEVICE_APP:
        return (struct nor){ device, board_memory(NRF5340_APP_FLASH_ADDRESS), NRF5340_APP_FLASH_SIZE, PAGE_SIZE, true };
    case FLASH_DEVICE_EXTERNAL:
        return (struct nor){ device, EXTERNAL_MEMORY, EXTERNAL_SIZE, PAGE_SIZE, true };
    case FLASH_DEVICE_RAM:
        if (config->net.present) {
            return (struct nor){ device, board_memory(config->net.ram_flash_address),
                                 config->images[BOOT_IMAGE_NET].primary.offset +
                                     config->images[BOOT_IMAGE_NET].primary.size,
                                 PAGE_SIZE, false };
        }
        break;
    case FLASH_DEVICE_NET:
    case FLASH_DEVICE_COUNT:
        break;
    }
    return (struct nor){ .device = device };
}

bool hal_flash_read(struct hal *hal, enum flash_device device, uint32_t offset, void *buffer, uint32_t size)
{
    struct nor nor = device_of(hal, device);

    return nor_read(&nor, offset, buffer, size);
}

bool hal_flash_write(struct hal *hal, enum flash_device device, uint32_t offset, const void *data, uint32_t size)
{
    struct nor nor = device_of(hal, device);

    return nor_write(&nor, offset, data, size);
}

bool hal_flash_erase(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size)
{
    struct nor nor = device_of(hal, device);

    return nor_erase(&nor, offset, size);
}
