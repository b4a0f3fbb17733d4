/* The demonstration application on the emulated board. */
#include "firmware/demo/demo_app.h"
#include "firmware/demo/demo_link.h"
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/hal_state.h"

static const struct demo_program demo_program = {
    .name = "demo app " DEMO_VERSION,
    .protocol = DEMO_PROTOCOL,
    .confirms = DEMO_CONFIRM != 0,
};

_Noreturn void program(void)
{
    static struct demo_app demo;
    struct hal hal;

    hal_open(&hal, &target_config);
    demo_app_open(&demo, &hal, &target_config, &demo_program, board_memory(DEMO_LINK_ADDRESS));
    while (demo_app_poll(&demo)) {
        /* asking for bytes that are not there waits a moment on this board */
    }
    demo_app_reset(&demo);
}
