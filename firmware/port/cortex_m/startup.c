/* From the reset to program(). */
#include <stdint.h>
#include "firmware/port/cortex_m/core.h"

#define SYSTEM_EXCEPTIONS 16

extern const uint32_t data_load[];
extern uint32_t data_start[];
extern uint32_t data_end[];
extern uint32_t bss_start[];
extern uint32_t bss_end[];
extern uint32_t stack_limit[];
extern uint32_t stack_top[];

_Noreturn void reset_handler(void);

/* Nothing is enabled that could interrupt, so any exception is a fault: begin anew. */
static void fault(void)
{
    core_reset();
}

__attribute__((used)) _Noreturn void reset_handler(void)
{
    const uint32_t *load = data_load;

    __asm__ volatile("msr msplim, %0" ::"r"(stack_limit));
    for (volatile uint32_t *word = data_start; word < data_end; word++) {
        *word = *load++;
    }
    for (volatile uint32_t *word = bss_start; word < bss_end; word++) {
        *word = 0;
    }
    program();
}

__attribute__((section(".vectors"), used)) static const uintptr_t vectors[SYSTEM_EXCEPTIONS] = {
    (uintptr_t)stack_top,
    (uintptr_t)reset_handler,
    [2 ... SYSTEM_EXCEPTIONS - 1] = (uintptr_t)fault,
};
