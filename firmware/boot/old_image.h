/* Proof of the old image: which image a swap takes out of the primary slot, so that a revert can know it again.
 *
 * 64 bytes of nrf53boot's own at the lowest address of the sectors that hold the primary slot's trailer: magic, version,
 * SHA-256 of the image's hash TLV, erased bytes, CRC-32 of all before it, complement of the CRC; little-endian. MCUboot
 * never looks there, and erases it together with the trailer. Written before the trailer's magic: a trailer whose magic is
 * good has a whole record, or none.
 */
#ifndef BOOT_OLD_IMAGE_H
#define BOOT_OLD_IMAGE_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/boot_config.h"

/* Bytes at the end of the primary slot that trailer and record take; the sectors they reach into are erased together. */
uint32_t old_image_trailer_size(const struct boot_image_config *image);

bool old_image_write(struct hal *hal, const struct boot_image_config *image, const uint8_t sha256[32]);

/* False: there is no record, or a damaged one. */
bool old_image_read(struct hal *hal, const struct boot_image_config *image, uint8_t sha256[32]);

#endif
