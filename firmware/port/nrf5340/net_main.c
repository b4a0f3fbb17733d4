/* netboot on the network core: from the reset to the jump. */
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/nrf5340/chip.h"
#include "firmware/port/nrf5340/hal_state.h"
#include "firmware/port/nrf5340/registers.h"
#include "nrf53pack/nrf53boot.h"
#include "target_config.h"

/* Until the next reset nobody writes `size` bytes from `address` on. */
static void protect(unsigned index, uint32_t address, uint32_t size)
{
    NET_ACL_ADDR(index) = address;
    NET_ACL_SIZE(index) = size;
    NET_ACL_PERM(index) = NET_ACL_NO_WRITE;
}

_Noreturn void program(void)
{
    struct hal hal = { 0 };

    chip_trim(NET_FICR);
    chip_load_debug_protection(NET_UICR, NET_CTRLAP);
    protect(0, TARGET_NETBOOT_ADDRESS, TARGET_NETBOOT_CONTAINER_SIZE);
    if (netboot_run(&hal, &target_config) == NETBOOT_START_APPLICATION) {
        protect(1, TARGET_NET_APP_ADDRESS, TARGET_NET_APP_SIZE);
        core_start(TARGET_NET_APP_ADDRESS);
    }
    core_stop();
}
