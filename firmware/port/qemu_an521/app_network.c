/* The network core as the application core sees it: command block and reset line. */
#include "firmware/port/cortex_m/mailbox.h"
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/clock.h"
#include "firmware/port/qemu_an521/hal_state.h"
#include "firmware/port/qemu_an521/registers.h"

#define PARK_MS 15000u

static volatile uint32_t *mailbox(const struct hal *hal)
{
    return board_memory(hal->config->net.mailbox_address);
}

static void barrier(void)
{
    __asm__ volatile("dsb" ::: "memory");
}

void hal_mailbox_write(struct hal *hal, const struct pcd_command *command)
{
    mailbox(hal)[0] = PCD_MAGIC_NONE;
    barrier();
    mailbox_put(mailbox(hal), command);
}

void hal_mailbox_read(struct hal *hal, struct pcd_command *command)
{
    *command = mailbox_get(mailbox(hal));
}

/* Nothing stops core 1 by force: its programs look at FORCEOFF often, and go back to their loop. */
void hal_net_core_hold(struct hal *hal)
{
    uint32_t start = clock_milliseconds();

    (void)hal;
    *board_register(BOARD_FORCEOFF) = 1;
    barrier();
    while ((SYSTEM_CPU_WAIT & SYSTEM_WAITS_1) == 0 && *board_register(BOARD_PARKED) == 0 &&
           clock_milliseconds() - start < PARK_MS) {
        clock_doze();
    }
}

/* From here on the reset reasons have to tell about what happens next, as on the nRF5340. */
void hal_net_core_release(struct hal *hal)
{
    (void)hal;
    *board_register(BOARD_RESET_REASON) = 0;
    *board_register(BOARD_FORCEOFF) = 0;
    barrier();
    if ((SYSTEM_CPU_WAIT & SYSTEM_WAITS_1) != 0) {
        SYSTEM_VECTORS_1 = BOARD_ROM_NET;
        SYSTEM_CPU_WAIT = 0;
    }
}

bool hal_net_core_wait(struct hal *hal, uint32_t waiting_for_change, uint32_t milliseconds)
{
    uint32_t start = clock_milliseconds();

    while (mailbox(hal)[0] == waiting_for_change && clock_milliseconds() - start < milliseconds) {
        hal_watchdog_feed(hal);
        clock_doze();
    }
    barrier();
    return mailbox(hal)[0] != waiting_for_change;
}
