#include "firmware/port/qemu_an521/clock.h"
#include "firmware/port/qemu_an521/registers.h"

#define TICKS_PER_US 20u
#define DOZE_US      3000u /* what is shorter is waited for awake */

void clock_open(void)
{
    __asm__ volatile("cpsid i" ::: "memory");
    SYSTICK_RELOAD = SYSTICK_PER_MS - 1;
    SYSTICK_VALUE = 0;
    SYSTICK_CTRL = SYSTICK_RUN;
}

void clock_close(void)
{
    SYSTICK_CTRL = 0;
    SCB_ICSR = SCB_SYSTICK_UNPEND;
    __asm__ volatile("dsb\n isb\n cpsie i" ::: "memory");
}

uint32_t clock_milliseconds(void)
{
    return (uint32_t)((uint64_t)(TIMER_FULL - TIMER_VALUE(TIMER_32_KHZ)) * 1000u / 32768u);
}

void clock_wait_us(uint32_t duration)
{
    uint32_t start = TIMER_VALUE(TIMER_20_MHZ);
    uint32_t gone = 0;

    while (gone < duration) {
        if (duration - gone >= DOZE_US) {
            clock_doze();
        }
        gone = (start - TIMER_VALUE(TIMER_20_MHZ)) / TICKS_PER_US;
    }
}

void clock_doze(void)
{
    __asm__ volatile("dsb\n wfi" ::: "memory");
    SCB_ICSR = SCB_SYSTICK_UNPEND;
}
