/* The update of both cores: network core first, then the application, and no application starts in between.
 *
 * A pair is on trial when both images were marked and the application as a test: the application's confirmation
 * counts for both, its revert takes the network core back (net_backup_format.h). A network image on its own is
 * installed for good. What is due follows from slots, trailers and the state record alone, so a boot after a power
 * cut comes to the same.
 */
#ifndef BOOT_PAIR_H
#define BOOT_PAIR_H

#include "firmware/boot/app_update.h"
#include "firmware/net/net_image.h"
#include "firmware/net/net_state.h"
#include "firmware/net/net_transfer.h"
#include "nrf53pack/nrf53boot.h"

/* Rounds of config.net.attempts failed transfers before an image is given up: one round a boot. */
#define PAIR_FAILING_ROUNDS 3u

struct pair {
    struct hal *hal;
    const struct boot_config *config;
    struct net_state state;
    struct net_candidate net;
    struct app_update app;
    unsigned candidate_tries; /* transfers that failed in this boot, or by the watchdog before it */
    unsigned restore_tries;
    const struct net_meanwhile *meanwhile; /* NULL, unless serial recovery goes on answering */
    bool failed;                           /* an access to flash did, and something that was due is not done */
};

/* Reads and settles the state record. */
void pair_open(struct pair *pair, struct hal *hal, const struct boot_config *config);

/* Everything that is due on both cores. False: an access to flash failed on the way, and what it left may not be
 * started. A watchdog reset during a transfer is counted as a failed one in the first call of a boot. There may be a
 * second one, when what was swapped in cannot be started; serial recovery in the same boot is not told of the reset
 * again.
 */
bool pair_update(struct pair *pair);

/* As struct boot_result has it. */
enum boot_net_state pair_net_state(const struct pair *pair);

#endif
