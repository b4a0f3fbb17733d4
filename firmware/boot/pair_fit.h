/* Which images go together: what each core's image demands of the other's version, where that is known. */
#ifndef BOOT_PAIR_FIT_H
#define BOOT_PAIR_FIT_H

#include "firmware/boot/pair.h"

/* The application's candidate goes with what the network core runs. */
bool pair_app_fits_running_net(const struct pair *pair);

/* The network core's candidate goes with the application in the primary slot. */
bool pair_net_fits_running_app(const struct pair *pair);

/* A pair that may have to be taken back needs the old network image, or an old application that works
 * with the new one.
 */
bool pair_can_be_taken_back(const struct pair *pair);

/* An access failed on the way. What stands in the primary slot goes with what the network core has, or may have. */
bool pair_may_start(const struct pair *pair);

#endif
