#include "image/provision.h"
#include "nrf53pack/memory_map.h"

/* The UICR of each core, with the OTP of the application core, lies behind the flash of the same core (nRF5340 Product
 * Specification v1.5, memory map). */
static const char *core_name(uint64_t address)
{
    return nrf5340_is_network_core(address) ? "network" : "application";
}

static bool in_flash(uint32_t address)
{
    return address < nrf5340_flash_end(address);
}

const char *provision_place_fault(struct arena *arena, uint64_t address, uint32_t s0_address, uint32_t s1_address)
{
    const uint32_t slots[] = { s0_address, s1_address };

    if (address % 4 != 0) {
        return arena_printf(arena, "a page at 0x%llx cannot be read: words start at multiples of 4",
                            (unsigned long long)address);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(slots); i++) {
        if (nrf5340_is_network_core(slots[i]) != nrf5340_is_network_core(address)) {
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
