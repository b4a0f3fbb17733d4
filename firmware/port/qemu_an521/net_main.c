/* netboot on the network core: from the ROM program's jump to the application's. */
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/hal_state.h"
#include "nrf53pack/nrf53boot.h"

/* True: a test wants this transfer to fail before the first erase. */
static bool fail_transfer(struct hal *hal)
{
    volatile uint32_t *left = board_register(BOARD_COPIES_TO_FAIL);
    struct pcd_command command;

    hal_mailbox_read(hal, &command);
    if (command.magic != PCD_MAGIC_COPY || *left == 0) {
        return false;
    }
    *left -= 1;
    command.magic = PCD_MAGIC_FAILED;
    hal_mailbox_write(hal, &command);
    return true;
}

_Noreturn void program(void)
{
    struct hal hal;

    hal_open(&hal, &target_config);
    if (!fail_transfer(&hal) && netboot_run(&hal, &target_config) == NETBOOT_START_APPLICATION) {
        core_start(target_config.net.net_flash_address + target_config.net.net_app.offset);
    }
    core_stop();
}
