/* Proof of the old image: which image a swap takes out of the primary slot, so that a revert can know it again, and
 * which one it brings in, so that an interrupted swap goes on with no other.
 *
 * 64 bytes of nrf53boot's own at the lowest address of the sectors that hold the primary slot's trailer,
 * little-endian: magic, version, SHA-256 of the old image as its hash TLV says (erased bytes: there was no valid
 * one), the first 16 bytes of the new image's, CRC-32 of all before it, complement of the CRC. MCUboot never looks
 * there, and erases it together with the trailer. Written before the trailer's magic: a trailer whose magic is good
 * has a whole record.
 */
#ifndef BOOT_OLD_IMAGE_H
#define BOOT_OLD_IMAGE_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/boot_config.h"

/* Bytes at the end of the primary slot that trailer and record take; the sectors they reach into are
 * erased together.
 */
uint32_t old_image_trailer_size(const struct boot_image_config *image);

#define OLD_IMAGE_NEW_HASH 16u

struct old_image {
    uint8_t old_sha256[32];
    uint8_t new_sha256[OLD_IMAGE_NEW_HASH];
};

bool old_image_write(struct hal *hal, const struct boot_image_config *image, const struct old_image *record);

/* False: there is no record, or a damaged one. */
bool old_image_read(struct hal *hal, const struct boot_image_config *image, struct old_image *record);

#endif
