/* The flash controller of the application core. */
#include <string.h>
#include "firmware/port/nrf5340/registers.h"
#include "nrf5340/model.h"

#define PAGE_SIZE  4096u
#define WRITE_TIME 41000u
#define ERASE_TIME 85000000u /* 85 ms */

bool model_flash_write(uint32_t address, uint32_t old, uint32_t value)
{
    uint32_t mode = model_get(APP_NVMC + 0x504u);

    if (address >= MODEL_FLASH_SIZE) {
        return false;
    }
    if (mode == 1) {
        if (value & ~old) {
            model_fault("a bit of flash is to become 1 by writing");
        }
        model_set(address, old & value);
        model_pass(WRITE_TIME);
    } else if (mode == 2 && address % PAGE_SIZE == 0) {
        memset(model.flash + address, 0xff, PAGE_SIZE);
        model_pass(ERASE_TIME);
    } else {
        model_fault("a write to flash that is not enabled");
    }
    return true;
}
