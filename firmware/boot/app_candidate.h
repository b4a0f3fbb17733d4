/* The image that is to be brought into the primary slot: may it? */
#ifndef BOOT_APP_CANDIDATE_H
#define BOOT_APP_CANDIDATE_H

#include "firmware/boot/app_update.h"

/* Largest image (header to end of TLVs) that may be swapped or copied, in either direction. */
uint32_t app_image_limit(const struct boot_image_config *image);

/* The slots suit each other in this mode; otherwise nothing is ever installed (log line). */
bool app_slots_compatible(struct hal *hal, const struct boot_image_config *image);

/* Verifies the image in the primary slot. One that is too large to be swapped may be started; it may not reach into
 * the trailer.
 */
bool app_running_verify(struct hal *hal, const struct boot_config *config, struct image_summary *running);

/* Verifies the image at update->candidate_start. Nothing is erased. */
bool app_candidate_verify(struct hal *hal, const struct boot_config *config, struct app_update *update);

enum candidate_verdict {
    CANDIDATE_ACCEPTED,
    CANDIDATE_MISSING, /* a mark and no image: the mark is taken back */
    CANDIDATE_REFUSED, /* the slot is erased, as MCUboot does */
};

/* The same for an update that an application marked, with every rule for it and MCUboot's log lines.
 * Nothing is erased.
 */
enum candidate_verdict app_candidate_judge(struct hal *hal, const struct boot_config *config,
                                           struct app_update *update);

/* What follows from the verdict, unless the primary slot holds nothing that could be started instead. */
void app_candidate_dismiss(struct hal *hal, const struct boot_config *config, const struct app_update *update,
                           enum candidate_verdict verdict);

/* The image in the primary slot is small enough to be swapped out, or nobody wants it back; otherwise nothing is
 * changed (log line).
 */
bool app_running_fits(struct hal *hal, const struct boot_config *config, const struct app_update *update);

#endif
