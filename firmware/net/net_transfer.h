/* Brings an image into the network core: through RAM and the command block that its bootloader obeys (pcd_format.h).
 *
 * The caller has made durable that a transfer is running before net_transfer_run(), and makes durable afterwards how it
 * ended.
 */
#ifndef NET_NET_TRANSFER_H
#define NET_NET_TRANSFER_H

#include <stdbool.h>
#include "firmware/format/image_reader.h"
#include "nrf53pack/boot_config.h"

/* The network core cannot read external flash: copies the image from the start of `from` to image 1's primary slot in
 * RAM and verifies it there. False: nothing was asked of the network core.
 */
bool net_transfer_prepare(struct hal *hal, const struct boot_config *config, const struct boot_area *from,
                          const struct image_summary *image);

/* What the application core does while the network core copies: `poll` is called between short waits, at most
 * NET_TRANSFER_POLL_MS apart. It does no flash operation, and returns how many milliseconds it took.
 */
#define NET_TRANSFER_POLL_MS 20u
struct net_meanwhile {
    uint32_t (*poll)(void *context);
    void *context;
    bool lost; /* the image did not get there: what goes on brings the old one back */
};

/* Has the network core copy what lies in RAM. `meanwhile` NULL: nothing is done meanwhile. True: it reported DONE.
 * The core is held and the command block is clear when this returns.
 */
bool net_transfer_run(struct hal *hal, const struct boot_config *config, const struct image_summary *image,
                      const struct net_meanwhile *meanwhile);

/* Holds the network core and clears the command block: stale commands must not be obeyed when it is released. */
void net_core_quiet(struct hal *hal);

#endif
