#include "firmware/port/qemu_an521/board.h"
#include <stddef.h>
#include "nrf53pack/memory_map.h"

struct window {
    uint32_t address;
    uint32_t size;
    uint32_t offset; /* in the file */
};

static const struct window windows[] = {
    { NRF5340_APP_FLASH_ADDRESS, NRF5340_APP_FLASH_SIZE, BOARD_APP_FLASH },
    { NRF5340_NET_FLASH_ADDRESS, NRF5340_NET_FLASH_SIZE, BOARD_NET_FLASH },
    { NRF5340_APP_RAM_ADDRESS, NRF5340_APP_RAM_SIZE, BOARD_APP_RAM },
    { NRF5340_NET_RAM_ADDRESS, NRF5340_NET_RAM_SIZE, BOARD_NET_RAM },
};

void *board_memory(uint32_t address)
{
    for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++) {
        if (address - windows[i].address < windows[i].size) {
            return (void *)(uintptr_t)(BOARD_MEMORY + windows[i].offset + (address - windows[i].address));
        }
    }
    return NULL;
}
