#include "firmware/port/nrf5340/chip.h"
#include "firmware/port/nrf5340/registers.h"

void chip_trim(uint32_t ficr)
{
    for (uint32_t index = 0; index < FICR_TRIM_COUNT; index++) {
        uint32_t address = FICR_TRIM_ADDRESS(ficr, index);

        if (address == FICR_TRIM_END) {
            return;
        }
        uint32_t value = FICR_TRIM_DATA(ficr, index);

        REGISTER(address) = value;
    }
}

void chip_load_debug_protection(uint32_t uicr, uint32_t ctrlap)
{
    uint32_t value = UICR_APPROTECT(uicr);

    CTRLAP_APPROTECT_DISABLE(ctrlap) = value;
}

void chip_load_secure_debug_protection(uint32_t uicr, uint32_t ctrlap)
{
    uint32_t value = UICR_SECUREAPPROTECT(uicr);

    CTRLAP_SECUREAPPROTECT_DISABLE(ctrlap) = value;
}
