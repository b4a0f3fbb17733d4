/* An image's version as MCUboot and the update clients write it. */
#ifndef FORMAT_VERSION_TEXT_H
#define FORMAT_VERSION_TEXT_H

#include "nrf53pack/mcuboot_format.h"

#define VERSION_TEXT_SIZE 25u /* "255.255.65535.4294967295" */

/* "1.2.3", with ".4" behind it when the build number is not 0. */
void version_text(const struct mcuboot_version *version, char text[VERSION_TEXT_SIZE]);

#endif
