/* Which core of the nRF5340 an MCUboot image is for, by what its firmware says itself.
 *
 * Sources: nRF5340 Product Specification v1.5, memory map (application flash 1 MiB from 0, network flash 256 KiB from
 * 0x01000000); nrfconnect/sdk-mcuboot boot/bootutil/src/loader.c boot_validate_slot(), which looks at the
 * reset vector alone.
 */
#ifndef IMAGE_IMAGE_CORE_H
#define IMAGE_IMAGE_CORE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/attributes.h"
#include "image/mcuboot_image.h"

/* Second word of the vector table; false when the firmware is too short for one. */
NODISCARD bool image_reset_vector(const struct mcuboot_image *image, uint32_t *vector);

/* Whether the firmware can be looked at: it is neither compressed, nor encrypted and not opened. */
bool image_firmware_readable(const struct mcuboot_image *image);

/* Whether the image is for the network core, as far as its firmware can be looked at: its reset vector, or the address in its fw_info, lies in that
 * core's flash. */
bool is_network_core_image(const struct mcuboot_image *image);

/* Whether it is an application, as far as its firmware can be looked at: its reset vector lies in the application core's flash. A firmware that b0
 * starts (MCUboot itself as an update) has a fw_info and is none.
 */
bool is_application_image(const struct mcuboot_image *image);

#endif
