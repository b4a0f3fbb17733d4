/* What `verify` looks for in a build: every file that goes to a device as an update, and what belongs to it. */
#ifndef CLI_VERIFY_BUILD_H
#define CLI_VERIFY_BUILD_H

#include "cli/verify/verify.h"

/* Signed images of the application, the network core and MCUboot, provision pages, the packages and
 * dfu_multi_image.bin. An input error when the build holds no update at all.
 */
void verify_collect_build(struct verification *verification);

/* The provision pages of a deployed build, where no other ones are given; one that cannot be read is not there. */
void verify_take_provisions(struct verification *verification);

/* The images that a deployed build signed itself: what its devices run, where nothing else is said. */
void verify_take_deployed(struct verification *verification);

#endif
