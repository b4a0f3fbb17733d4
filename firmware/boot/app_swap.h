/* The application's update in the two modes that swap: what is due. Resumption, revert and rescue are decided here. */
#ifndef BOOT_APP_SWAP_H
#define BOOT_APP_SWAP_H

#include "firmware/boot/app_update.h"

/* update->running is filled in and update->running_valid is known. */
void app_swap_plan(struct hal *hal, const struct boot_config *config, struct app_update *update);
bool app_swap_hold(struct hal *hal, const struct boot_config *config, struct app_update *update);
void app_swap_unmark(struct hal *hal, const struct boot_config *config, const struct app_update *update);
bool app_swap_perform(struct hal *hal, const struct boot_config *config, struct app_update *update);

/* The primary slot's trailer asks for a swap to go on, sectors may have been moved. True as well when it cannot be
 * read.
 */
bool app_swap_begun(struct hal *hal, const struct boot_config *config);

#endif
