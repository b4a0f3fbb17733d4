#include "firmware/port/nrf5340/core.h"
#include <string.h>
#include "firmware/port/nrf5340/registers.h"

_Noreturn void core_reset(void)
{
    __asm__ volatile("dsb" ::: "memory");
    SCB_AIRCR = SCB_AIRCR_RESET;
    for (;;) {
    }
}

_Noreturn void core_stop(void)
{
    for (;;) {
        __asm__ volatile("wfe");
    }
}

_Noreturn void core_start(uint32_t vectors)
{
    const uint32_t *table = (const uint32_t *)(uintptr_t)vectors;
    uint32_t stack = table[0];
    uint32_t entry = table[1];

    SCB_VTOR = vectors;
    __asm__ volatile("dsb\n isb\n"
                     "msr msplim, %2\n"
                     "msr msp, %0\n"
                     "bx %1\n"
                     :
                     : "r"(stack), "r"(entry), "r"(0)
                     : "memory");
    __builtin_unreachable();
}

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

void watchdog_reload(uint32_t watchdog)
{
    if ((WATCHDOG_RUNSTATUS(watchdog) & 1u) == 0) {
        return;
    }
    uint32_t enabled = WATCHDOG_RELOAD_ENABLED(watchdog);

    for (uint32_t index = 0; index < WATCHDOG_RELOAD_COUNT; index++) {
        if (enabled & 1u << index) {
            WATCHDOG_RELOAD(watchdog, index) = WATCHDOG_RELOAD_KEY;
        }
    }
}
