/* The application's update in overwrite-only mode: the secondary slot is copied over the primary;
 * there is no way back.
 */
#ifndef BOOT_OVERWRITE_H
#define BOOT_OVERWRITE_H

#include "firmware/boot/app_update.h"

/* As app_swap_plan() and app_swap_perform(). */
void overwrite_plan(struct hal *hal, const struct boot_config *config, struct app_update *update);
bool overwrite_perform(struct hal *hal, const struct boot_config *config, struct app_update *update);

#endif
