/* The four modes behind one table each, and what they share: how far a swap is, where headers and limits are.
 *
 * Source: boot/bootutil/src/swap_move.c, swap_offset.c, swap_scratch.c, swap_misc.c, loader.c (2d4bacc3 and the tags of
 * ncs_profile.c).
 */
#ifndef NCS_NCS_MODE_H
#define NCS_NCS_MODE_H

#include "firmware/ncs/ncs_state.h"

struct ncs_mode {
    bool (*slots_compatible)(struct ncs_boot *boot); /* logs why not */
    bool (*read_header)(struct ncs_boot *boot, enum ncs_slot slot, struct mcuboot_header *header,
                        const struct ncs_status *status);
    /* Swap modes only; NULL with overwrite-only. */
    enum ncs_source (*status_source)(struct ncs_boot *boot);
    bool (*status_scan)(struct ncs_boot *boot, const struct boot_area *area, struct ncs_status *status);
    void (*run)(struct ncs_boot *boot, struct ncs_status *status, uint32_t copy_size);
};

extern const struct ncs_mode ncs_mode_overwrite;
extern const struct ncs_mode ncs_mode_move;
extern const struct ncs_mode ncs_mode_offset;
extern const struct ncs_mode ncs_mode_scratch;

/* NULL: MCUboot has such a mode, this profile has not. */
const struct ncs_mode *ncs_mode_for(enum upgrade_mode mode);

static inline bool ncs_swaps(const struct ncs_boot *boot)
{
    return boot->mode->run != NULL;
}

/* Largest file the release accepts in this slot. */
uint32_t ncs_image_limit(const struct ncs_boot *boot, const struct boot_area *area);

/* Overwrite-only: the image is copied. False: a flash access or the hook failed. */
bool ncs_copy_image(struct ncs_boot *boot);

/* Sectors of a slot as MCUboot counts them; 0 when they are more than its table holds. */
uint32_t ncs_sectors(const struct ncs_boot *boot, enum ncs_slot slot);

/* The comparison of the slots does not take place for this image. */
bool ncs_slots_excepted(const struct ncs_boot *boot);

#endif
