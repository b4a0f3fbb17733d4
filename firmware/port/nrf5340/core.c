/* Reset, stop and start of another program: the addresses of an image are the chip's. */
#include "firmware/port/cortex_m/core.h"

_Noreturn void core_reset(void)
{
    core_request_reset();
}

_Noreturn void core_stop(void)
{
    for (;;) {
        __asm__ volatile("wfe");
    }
}

_Noreturn void core_start(uint32_t vectors)
{
    const uint32_t *table = (const uint32_t *)(uintptr_t)vectors;

    core_enter(vectors, table[0], table[1]);
}
