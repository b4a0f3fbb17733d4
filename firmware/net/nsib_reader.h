/* Checks an image that the network core's bootloader is to accept: fw_info, validation info and hash.
 *
 * The same tests as NSIB's bl_validate_firmware() without signature, which NCS leaves off on the network core. Source
 * of the formats: include/nrf53pack/nsib_format.h. Nothing outside of [offset, offset + size) is read.
 */
#ifndef NET_NSIB_READER_H
#define NET_NSIB_READER_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/hal.h"

enum nsib_verdict {
    NSIB_VALID,
    NSIB_NO_FIRMWARE_INFO,
    NSIB_OTHER_ADDRESS, /* linked for another place */
    NSIB_NO_VALIDATION,
    NSIB_BAD_HASH,
};

/* `size`: room for the image in bytes. `address`: where the image must be linked to start. */
enum nsib_verdict nsib_validate(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size,
                                uint32_t address);

/* There is firmware info at an allowed offset: what NSIB asks for before it jumps. */
bool nsib_has_firmware_info(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size);

#endif
