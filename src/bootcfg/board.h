/* What the board around the chip can do: pins that are free, external flash as far as the port addresses it. */
#ifndef BOOTCFG_BOARD_H
#define BOOTCFG_BOARD_H

#include "bootcfg/reader.h"
#include "bootcfg/target.h"

/* Cuts target->bootcfg.external_flash_size to what the port reaches. False when a slot or the backup lies behind it. */
NODISCARD bool bootcfg_external_flash(struct bootcfg_reader *reader, struct boot_target *target);

/* The pins of target, after the external flash: it takes pins of its own. False when two purposes share a pin, a pin is
 * the external flash's, or one of the two serial pins is missing.
 */
NODISCARD bool bootcfg_pins(struct bootcfg_reader *reader, struct boot_target *target);

#endif
