/* Reset and stop of the application core. */
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/clock.h"
#include "firmware/port/qemu_an521/reset_reason.h"

/* Ends QEMU; board.py starts it anew. Other reasons stay, as on the chip; hal_reset() clears them before. */
_Noreturn void core_reset(void)
{
    *board_register(BOARD_RESET_REASON) |= RESET_REASON_SOFT;
    core_request_reset();
}

_Noreturn void core_stop(void)
{
    for (;;) {
        clock_doze();
    }
}
