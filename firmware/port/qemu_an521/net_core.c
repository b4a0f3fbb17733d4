/* Reset and stop of the network core, and the way back to the ROM program's loop. */
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/clock.h"
#include "firmware/port/qemu_an521/net_park.h"

void net_obey_forceoff(void)
{
    const uint32_t *table = (const uint32_t *)(uintptr_t)BOARD_ROM_NET;

    if (*board_register(BOARD_FORCEOFF) != 0) {
        clock_close();
        core_enter(BOARD_ROM_NET, table[0], table[1]);
    }
}

_Noreturn void core_stop(void)
{
    for (;;) {
        net_obey_forceoff();
        clock_doze();
    }
}

/* A fault: on the chip the core would begin anew and come to the same place. */
_Noreturn void core_reset(void)
{
    core_stop();
}
