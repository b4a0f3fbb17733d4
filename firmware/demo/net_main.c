/* The demonstration program of the network core on the emulated board: says what it is, on its console and to the
 * application.
 */
#include "firmware/demo/demo_link.h"
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/clock.h"
#include "firmware/port/qemu_an521/hal_state.h"

static const struct link_answer itself = {
    .protocol = DEMO_PROTOCOL,
    .version = { .major = DEMO_MAJOR, .minor = DEMO_MINOR, .revision = DEMO_REVISION },
};

_Noreturn void program(void)
{
    volatile uint32_t *link = board_memory(DEMO_LINK_ADDRESS);
    struct hal hal;

    hal_open(&hal, &target_config);
    hal_log(&hal, HAL_LOG_INFO, "demo net " DEMO_VERSION ", protocol %u", (unsigned)DEMO_PROTOCOL);
    for (;;) {
        hal_watchdog_feed(&hal); /* does not come back when this core is forced off */
        if (link_serve(link, &itself)) {
            hal_log(&hal, HAL_LOG_INFO, "application speaks protocol %u", (unsigned)link[LINK_QUESTION_PROTOCOL]);
        }
        clock_doze();
    }
}
