/* The slot that `sign` makes an image for: its size, the trailer, and what fits by imgtool's rule and by MCUboot's. */
#ifndef CLI_SIGN_SLOT_H
#define CLI_SIGN_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"
#include "cli/command.h"
#include "sign/encryption.h"
#include "sign/slot_fit.h"

struct sign_slot {
    struct imgtool_slot imgtool; /* without the encryption's sizes, which sign_slot_holds() adds */
    bool max_sectors_given;
    bool mode_given;        /* --mode: the limit of this mode decides, not imgtool's alone */
    enum upgrade_mode mode; /* without --mode: swap-move or overwrite-only */
    uint32_t sector_size;
    uint32_t primary_size; /* 0: as the other slot */
};

/* --slot-size, --align, --max-align, --max-sectors, --overwrite-only, --mode, --sector-size, --primary-size; reports
 * DIAGNOSTIC_USAGE. */
NODISCARD bool sign_slot_read(const struct command_call *call, struct sign_slot *slot);

/* Whether the slot takes an image of `size` bytes; `encryption` may be NULL. imgtool's rule always decides. Where
 * MCUboot's is stricter that is an error with --mode, and a note without.
 */
NODISCARD bool sign_slot_holds(const struct command_call *call, const struct sign_slot *slot,
                               const struct encryption_options *encryption, size_t size);

#endif
