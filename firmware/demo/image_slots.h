/* What a mode asks of a secondary slot. */
#ifndef DEMO_IMAGE_SLOTS_H
#define DEMO_IMAGE_SLOTS_H

#include <stdint.h>
#include "nrf53pack/boot_config.h"

/* Where in the secondary slot an uploaded file starts, in bytes. */
uint32_t image_upload_start(const struct boot_config *config, unsigned image);

#endif
