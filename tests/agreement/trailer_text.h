/* A slot's trailer in the words of the facts: "erased", or magic,swap_info,copy_done,image_ok,swap_size[,tlv_sizes]. */
#ifndef AGREEMENT_TRAILER_TEXT_H
#define AGREEMENT_TRAILER_TEXT_H

#include <stdint.h>
#include "nrf53pack/limits.h"

#define TRAILER_TEXT 80u

/* `slot`: `size` bytes, the whole slot. "erased" speaks of these fields only, not of the swap status below them. */
void trailer_text(enum upgrade_mode mode, uint32_t max_align, const uint8_t *slot, uint32_t size,
                  char text[TRAILER_TEXT]);

#endif
