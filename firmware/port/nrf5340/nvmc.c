#include "firmware/port/nrf5340/nvmc.h"
#include <string.h>
#include "firmware/port/nrf5340/registers.h"

static void nvmc_wait(uint32_t controller)
{
    while ((NVMC_READY(controller) & 1u) == 0) {
    }
}

void nvmc_write(uint32_t controller, uint32_t address, const uint8_t *data, uint32_t size)
{
    NVMC_CONFIG(controller) = NVMC_CONFIG_WRITE;
    nvmc_wait(controller);
    for (uint32_t done = 0; done < size; done += 4) {
        uint32_t word;

        memcpy(&word, data + done, sizeof word);
        REGISTER(address + done) = word;
        nvmc_wait(controller);
    }
    NVMC_CONFIG(controller) = NVMC_CONFIG_READ;
    nvmc_wait(controller);
}

void nvmc_erase(uint32_t controller, uint32_t address, uint32_t size, uint32_t page_size)
{
    NVMC_CONFIG(controller) = NVMC_CONFIG_ERASE;
    nvmc_wait(controller);
    for (uint32_t done = 0; done < size; done += page_size) {
        REGISTER(address + done) = 0xffffffffu;
        nvmc_wait(controller);
    }
    NVMC_CONFIG(controller) = NVMC_CONFIG_READ;
    nvmc_wait(controller);
}
