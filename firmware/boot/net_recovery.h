/* Serial recovery of the network core for a caller that erases and writes by itself, and answers while the copy runs.
 *
 * boot_net_upload_begin() is net_recovery_open() and an erase of the whole area, boot_net_upload_finish() is
 * net_recovery_finish() without anything to do meanwhile (nrf53boot.h).
 */
#ifndef BOOT_NET_RECOVERY_H
#define BOOT_NET_RECOVERY_H

#include "firmware/net/net_transfer.h"
#include "nrf53pack/nrf53boot.h"

/* Where the bytes of a network image are to arrive, until the next call of net_recovery_finish() or a reset; nothing
 * of it is erased. False: refused, with a log line.
 */
bool net_recovery_open(struct hal *hal, const struct boot_config *config, struct boot_area *area);

/* Verifies and transfers what arrived. False: refused or failed, with a log line. */
bool net_recovery_finish(struct hal *hal, const struct boot_config *config, struct net_meanwhile *meanwhile);

#endif
