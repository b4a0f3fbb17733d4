#include "image/provision.h"

/* nRF5340 Product Specification v1.5, memory map: flash of 1 MiB and 256 KiB; the UICR of each core, with the OTP of the
 * application core, lies behind the flash of the same core. */
#define NETWORK_CORE      0x01000000u
#define APPLICATION_FLASH 0x00100000u
#define NETWORK_FLASH_END 0x01040000u

static const char *core_name(uint64_t address)
{
    return address >= NETWORK_CORE ? "network" : "application";
}

static bool in_flash(uint32_t address)
{
    return address >= NETWORK_CORE ? address < NETWORK_FLASH_END : address < APPLICATION_FLASH;
}

const char *provision_place_fault(struct arena *arena, uint64_t address, uint32_t s0_address, uint32_t s1_address)
{
    const uint32_t slots[] = { s0_address, s1_address };

    if (address % 4 != 0) {
        return arena_printf(arena, "a page at 0x%llx cannot be read: words start at multiples of 4",
                            (unsigned long long)address);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(slots); i++) {
        if ((slots[i] >= NETWORK_CORE) != (address >= NETWORK_CORE)) {
            return arena_printf(arena, "a page at 0x%llx is the %s core's, a slot at 0x%lx the %s core's",
                                (unsigned long long)address, core_name(address), (unsigned long)slots[i],
                                core_name(slots[i]));
        }
        if (!in_flash(slots[i])) {
            return arena_printf(arena, "a slot at 0x%lx is not in the %s core's flash", (unsigned long)slots[i],
                                core_name(slots[i]));
        }
    }
    return NULL;
}
