/* The network core as the application core sees it: command block, reset line, access to shared memory. */
#include "firmware/port/cortex_m/barrier.h"
#include "firmware/port/cortex_m/mailbox.h"
#include "firmware/port/nrf5340/registers.h"
#include "firmware/port/nrf5340/ticks.h"
#include "nrf53pack/hal.h"
#include "target_config.h"

#define WORDS ((volatile uint32_t *)MEMORY(TARGET_MAILBOX_ADDRESS))

/* The vendor's code looks once a second, "to avoid issue where network core is unable to write to shared RAM"
 * (nrfconnect/sdk-nrf subsys/pcd/src/pcd.c): the processor stays away from that memory most of the time.
 */
#define LOOK_EVERY_MS 10u

void hal_mailbox_write(struct hal *hal, const struct pcd_command *command)
{
    (void)hal;
    WORDS[0] = PCD_MAGIC_NONE;
    memory_barrier();
    mailbox_put(WORDS, command);
}

void hal_mailbox_read(struct hal *hal, struct pcd_command *command)
{
    (void)hal;
    *command = mailbox_get(WORDS);
}

void hal_net_core_hold(struct hal *hal)
{
    (void)hal;
    NETWORK_FORCEOFF = NETWORK_FORCEOFF_HOLD;
    memory_barrier();
    SPU_EXTDOMAIN0 = 0;
}

/* Released for a transfer only. From here on the reset reasons have to tell about this transfer and nothing older;
 * before, they are left for the application. Erratum 161: the core is not wholly reset by one release.
 */
void hal_net_core_release(struct hal *hal)
{
    (void)hal;
    RESETREAS(APP_RESET) = RESETREAS_ALL;
    SPU_EXTDOMAIN0 = SPU_SECURE; /* all RAM and flash of this core is secure */
    memory_barrier();
    NETWORK_FORCEOFF_161 = 1;
    NETWORK_FORCEOFF = NETWORK_FORCEOFF_RELEASE;
    ticks_wait_us(5);
    NETWORK_FORCEOFF = NETWORK_FORCEOFF_HOLD;
    ticks_wait_us(2);
    NETWORK_FORCEOFF = NETWORK_FORCEOFF_RELEASE;
    NETWORK_FORCEOFF_161 = 0;
}

bool hal_net_core_wait(struct hal *hal, uint32_t waiting_for_change, uint32_t milliseconds)
{
    while (WORDS[0] == waiting_for_change && milliseconds > 0) {
        uint32_t part = milliseconds < LOOK_EVERY_MS ? milliseconds : LOOK_EVERY_MS;

        hal_watchdog_feed(hal);
        ticks_wait_us(part * 1000);
        milliseconds -= part;
    }
    memory_barrier();
    return WORDS[0] != waiting_for_change;
}
