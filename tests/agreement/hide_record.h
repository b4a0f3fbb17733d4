/* Takes nrf53boot's record of the old image out of a copy of the primary slot.
 *
 * The record lies in bytes of the trailer's sectors that MCUboot leaves erased; it is the one thing nrf53boot adds to
 * MCUboot's slots.
 */
#ifndef AGREEMENT_HIDE_RECORD_H
#define AGREEMENT_HIDE_RECORD_H

#include <stdint.h>
#include "nrf53pack/boot_config.h"

/* `primary`: the whole slot. Leaves it alone when no record is there. */
void hide_record(const struct boot_image_config *image, uint8_t *primary);

#endif
