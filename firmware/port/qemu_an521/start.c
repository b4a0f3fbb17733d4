/* Start of a program that was linked for the nRF5340. */
#include <stddef.h>
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/clock.h"

/* The entry knows that it runs at another place and copies its program; the stack may be nowhere until then. */
_Noreturn void core_start(uint32_t vectors)
{
    const uint32_t *table = board_memory(vectors);
    uint32_t entry = table == NULL ? 0 : (uint32_t)(uintptr_t)board_memory(table[1] & ~1u);

    if (entry == 0) {
        core_stop();
    }
    clock_close();
    core_enter((uint32_t)(uintptr_t)table, table[0], entry | 1u);
}
