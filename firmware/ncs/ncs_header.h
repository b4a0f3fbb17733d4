/* The header of an image, from its bytes in flash. */
#ifndef NCS_NCS_HEADER_H
#define NCS_NCS_HEADER_H

#include <stdint.h>
#include "nrf53pack/mcuboot_format.h"

/* Any bytes make a header: whoever believes it asks for the magic first. */
void ncs_header_decode(const uint8_t bytes[MCUBOOT_HEADER_SIZE], struct mcuboot_header *header);

#endif
