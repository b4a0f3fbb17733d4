#include "firmware/port/cortex_m/core.h"

/* Of the processor (Armv8-M Architecture Reference Manual). */
#define SCB_VTOR        (*(volatile uint32_t *)0xe000ed08u)
#define SCB_AIRCR       (*(volatile uint32_t *)0xe000ed0cu)
#define SCB_AIRCR_RESET 0x05fa0004u

_Noreturn void core_request_reset(void)
{
    __asm__ volatile("dsb" ::: "memory");
    SCB_AIRCR = SCB_AIRCR_RESET;
    for (;;) {
    }
}

_Noreturn void core_enter(uint32_t vectors, uint32_t stack, uint32_t entry)
{
    SCB_VTOR = vectors;
    __asm__ volatile("dsb\n isb\n"
                     "msr msplim, %2\n"
                     "msr msp, %0\n"
                     "bx %1\n"
                     :
                     : "r"(stack), "r"(entry), "r"(0)
                     : "memory");
    __builtin_unreachable();
}
