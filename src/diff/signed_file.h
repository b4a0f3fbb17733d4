/* What a signed file of the new build says that no bootloader's check of the file alone shows: that it is the other core's, an
 * older one, or signed for another b0n than devices have.
 *
 * Texts live in the arena.
 */
#ifndef DIFF_SIGNED_FILE_H
#define DIFF_SIGNED_FILE_H

#include "base/arena.h"
#include "image/mcuboot_image.h"
#include "image/nsib.h"
#include "project/tree/project.h"

/* The firmware is the other core's: why, or NULL. */
const char *signed_for_other_core(const struct mcuboot_image *image, enum image_role role);

enum b0n_key { B0N_KEY_FITS, B0N_KEY_UNKNOWN, B0N_KEY_DIFFERS };

/* Whether the released b0n takes the key that a network image is signed with. Keys are those whose files are here, and the
 * one of the released network image (`old`, or NULL). Fits where that b0n checks no signature.
 */
enum b0n_key b0n_key_of(struct arena *arena, const struct project *released, const struct mcuboot_image *old,
                        const struct mcuboot_image *image);

#endif
