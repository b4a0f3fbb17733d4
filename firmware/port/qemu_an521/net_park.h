/* FORCEOFF as the network core obeys it. */
#ifndef QEMU_AN521_NET_PARK_H
#define QEMU_AN521_NET_PARK_H

/* Does not come back when the application core holds this one: its next release begins with netboot. A program calls
 * it as often as it can; the HAL does, with each access to flash and hal_watchdog_feed().
 */
void net_obey_forceoff(void);

#endif
