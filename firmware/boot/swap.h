/* Swapping the images of a pair of slots, the part that swap-move and swap-offset have in common.
 *
 * A swap is a row of steps. Each copies one sector to a sector whose content is no longer needed, then writes its
 * place in the swap status of the primary slot's trailer. What a step reads stays intact until a later step that the
 * status precedes. Formats and order of writes are MCUboot's: mcu-tools/mcuboot boot/bootutil/src/swap_move.c,
 * swap_offset.c, swap_misc.c, loader.c (commit 2d4bacc3). Beyond it: the record of the old image (old_image.h), and
 * words that a power cut left unstable are settled before anything is built on them.
 */
#ifndef BOOT_SWAP_H
#define BOOT_SWAP_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/boot/old_image.h"
#include "firmware/boot/region.h"
#include "firmware/format/image_reader.h"
#include "firmware/format/trailer.h"

struct swap_strategy;

struct swap {
    struct hal *hal;
    const struct boot_image_config *image;
    const struct swap_strategy *strategy;
    enum swap_type type; /* what the trailer of the primary slot says, or is to say */
    uint32_t from;       /* where in the secondary slot the image lies that is swapped in: 0, or one sector */
    uint32_t swap_size;  /* bytes: the larger of the two images */
    uint32_t sectors;    /* that are swapped, >= 1 */
    /* Sectors that hold something of the image; UINT32_MAX: not known any more, all are copied. */
    uint32_t primary_sectors;
    uint32_t secondary_sectors;
    uint32_t tlv_sizes;
};

struct swap_step {
    struct region from;
    struct region to;
    uint32_t status; /* write units from the start of the swap status */
    uint8_t value;   /* what is written there */
    bool skip;       /* nothing is copied: the sector holds nothing of the image */
};

/* One upgrade mode. */
struct swap_strategy {
    const char *start_line;
    uint32_t candidate_sector; /* of the secondary slot, at which an update is uploaded */
    uint32_t (*step_count)(const struct swap *swap);
    void (*step)(const struct swap *swap, uint32_t number, struct swap_step *step);
    /* Makes the secondary's trailer say what goes on, while the primary's is written anew. */
    bool (*guard)(const struct swap *swap);
    /* After the last step, before image_ok and copy_done. */
    bool (*finish)(const struct swap *swap);
};

extern const struct swap_strategy swap_move;
extern const struct swap_strategy swap_offset;

/* NULL: the mode does not swap. */
const struct swap_strategy *swap_strategy_of(enum upgrade_mode mode);

/* Steps that the swap status says are done. False: it cannot be read. */
bool swap_steps_done(const struct swap *swap, uint32_t *done);

/* From here on the secondary's trailer says by itself what goes on, at each boot. `guarded`: it does,
 * as it was read.
 */
bool swap_hold(const struct swap *swap, bool guarded);

/* After swap_hold(): begins a swap and does it to its end. */
bool swap_begin(const struct swap *swap, const struct old_image *record);

/* Goes on with a swap that was begun. `untouched`: the old image is still whole in its place; the trailer then may be
 * one that an interrupted erase left unstable.
 */
bool swap_resume(const struct swap *swap, bool untouched);

#endif
