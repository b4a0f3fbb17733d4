/* What stands for the hardware: QEMU loads it, each core begins here.
 *
 * The application core's part makes the registers what a reset makes them and goes on to nrf53boot. The network
 * core's part waits while FORCEOFF holds it and goes on to netboot; programs of that core come back when they obey
 * FORCEOFF.
 */
#include <stdbool.h>
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/clock.h"
#include "firmware/port/qemu_an521/registers.h"
#include "firmware/port/qemu_an521/serial.h"
#include "nrf53pack/memory_map.h"

_Noreturn void rom_app(void);

extern uint32_t rom_app_stack[];
extern uint32_t rom_net_stack[];

static void start_timer(uint32_t timer)
{
    TIMER_RELOAD(timer) = TIMER_FULL;
    TIMER_VALUE(timer) = TIMER_FULL;
    TIMER_CTRL(timer) = TIMER_ENABLE;
}

static _Noreturn void sleep_for_ever(void)
{
    for (;;) {
        clock_doze();
    }
}

/* Erased flash, or what a cut transfer left, has no program to go to. */
static bool program_at(uint32_t flash, uint32_t size)
{
    const uint32_t *table = (const uint32_t *)(uintptr_t)flash;

    return table[1] - flash < size && (table[1] & 1u) != 0;
}

static void go_on(uint32_t flash)
{
    const uint32_t *table = (const uint32_t *)(uintptr_t)flash;

    clock_close();
    core_enter(flash, table[0], table[1]);
}

_Noreturn void rom_app(void)
{
    const uint32_t flash = BOARD_MEMORY + BOARD_APP_FLASH;

    clock_open();
    start_timer(TIMER_20_MHZ);
    start_timer(TIMER_32_KHZ);
    for (enum serial_line line = SERIAL_APP_CONSOLE; line < SERIAL_COUNT; line++) {
        UART_DIVIDER(BOARD_UART(line)) = UART_DIVIDER_LEAST;
        serial_wakes_not(line);
    }
    *board_register(BOARD_FORCEOFF) = 1;
    *board_register(BOARD_PARKED) = 0;
    if (program_at(flash, NRF5340_APP_FLASH_SIZE)) {
        go_on(flash);
    }
    sleep_for_ever();
}

static void wait_until_released(void)
{
    do {
        *board_register(BOARD_PARKED) = 1;
        while (*board_register(BOARD_FORCEOFF) != 0) {
            clock_doze();
        }
        *board_register(BOARD_PARKED) = 0;
        /* held again meanwhile: either this core sees that, or the other one that it is not parked */
        __asm__ volatile("dsb" ::: "memory");
    } while (*board_register(BOARD_FORCEOFF) != 0);
}

static _Noreturn void rom_net(void)
{
    const uint32_t flash = BOARD_MEMORY + BOARD_NET_FLASH;

    clock_open();
    for (;;) {
        wait_until_released();
        if (program_at(flash, NRF5340_NET_FLASH_SIZE)) {
            go_on(flash);
        }
        while (*board_register(BOARD_FORCEOFF) == 0) {
            clock_doze();
        }
    }
}

__attribute__((section(".app_vectors"), used)) static const uintptr_t app_vectors[] = {
    (uintptr_t)rom_app_stack,
    (uintptr_t)rom_app,
    [2 ... 15] = (uintptr_t)sleep_for_ever,
};

__attribute__((section(".net_vectors"), used)) static const uintptr_t net_vectors[] = {
    (uintptr_t)rom_net_stack,
    (uintptr_t)rom_net,
    [2 ... 15] = (uintptr_t)sleep_for_ever,
};
