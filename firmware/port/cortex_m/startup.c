/* From the reset to program(), and the few functions of string.h that a freestanding compiler relies on. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
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

/* `used`: link-time optimisation makes calls to these only after it has thrown away what nobody calls. */
__attribute__((used)) void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    uint8_t *target = to;
    const uint8_t *source = from;

    while (size-- > 0) {
        *target++ = *source++;
    }
    return to;
}

__attribute__((used)) void *memmove(void *to, const void *from, size_t size)
{
    uint8_t *target = to;
    const uint8_t *source = from;

    if ((uintptr_t)target <= (uintptr_t)source) {
        return memcpy(to, from, size);
    }
    while (size-- > 0) {
        target[size] = source[size];
    }
    return to;
}

__attribute__((used)) void *memset(void *to, int value, size_t size)
{
    uint8_t *target = to;

    while (size-- > 0) {
        *target++ = (uint8_t)value;
    }
    return to;
}

__attribute__((used)) int memcmp(const void *left, const void *right, size_t size)
{
    const uint8_t *first = left;
    const uint8_t *second = right;

    for (; size > 0; size--, first++, second++) {
        if (*first != *second) {
            return *first < *second ? -1 : 1;
        }
    }
    return 0;
}
