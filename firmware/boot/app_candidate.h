/* The image that is to be brought into the primary slot: may it? */
#ifndef BOOT_APP_CANDIDATE_H
#define BOOT_APP_CANDIDATE_H

#include "firmware/boot/app_update.h"

/* Largest image (header to end of TLVs) that may be swapped or copied, in either direction. */
uint32_t app_image_limit(const struct boot_image_config *image);

/* The slots suit each other in this mode; otherwise nothing is ever installed (log line). */
bool app_slots_compatible(struct hal *hal, const struct boot_image_config *image);

/* Verifies the image at update->candidate_start. Nothing is erased. */
bool app_candidate_verify(struct hal *hal, const struct boot_config *config, struct app_update *update);

/* The same for an update that an application marked, with every rule for it. One that is refused is erased, with
 * MCUboot's log lines, unless the primary slot holds nothing that could be started instead.
 */
bool app_candidate_accept(struct hal *hal, const struct boot_config *config, struct app_update *update);

/* The image in the primary slot is small enough to be swapped out, or nobody wants it back; otherwise nothing is changed
 * (log line).
 */
bool app_running_fits(struct hal *hal, const struct boot_config *config, const struct app_update *update);

#endif
