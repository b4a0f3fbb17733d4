/* The application's update, image 0, in the reference modes: what is due, and doing it.
 *
 * boot.c asks for the plan, settles the network core's side, performs the plan, and starts what is verified. Nothing is
 * kept between boots but slots and trailers in MCUboot's format.
 */
#ifndef BOOT_APP_UPDATE_H
#define BOOT_APP_UPDATE_H

#include <stdbool.h>
#include "firmware/format/image_reader.h"
#include "firmware/format/trailer.h"
#include "nrf53pack/nrf53boot.h"

enum app_plan {
    APP_NOTHING,
    APP_TEST,      /* swap the candidate in, to be confirmed */
    APP_PERMANENT, /* swap or copy the candidate in for good */
    APP_REVERT,    /* swap the verified old image back */
};

struct app_update {
    enum app_plan plan;
    bool resumed;                   /* an interrupted swap or copy of this kind goes on; it may not be given up */
    bool running_valid;             /* `running` was verified */
    struct image_summary running;   /* in the primary slot; of a swap that has begun to move sectors: all zero */
    struct image_summary candidate; /* what the plan brings into the primary slot; all zero as above */

    /* For app_update_perform(). */
    enum swap_type type;      /* as the trailer of the primary slot is to say */
    uint32_t candidate_start; /* where in the secondary slot the candidate lies */
    bool guarded;             /* the secondary's trailer asks for it by itself */
    bool held;                /* app_update_hold() was done */
    bool untouched;           /* resumed, and the running image is still whole */
    bool installed;           /* overwrite-only: the candidate is in the primary slot already */
};

/* Reads and verifies; erases a candidate that is pending and bad (with MCUboot's log lines). */
void app_update_plan(struct hal *hal, const struct boot_config *config, struct app_update *update);

/* An update is to begin: none that goes on, and no way back. */
bool app_update_is_new(const struct app_update *update);

/* Nothing of it is done in this boot. */
void app_update_put_off(struct app_update *update);

/* The plan stays at later boots, whatever words a power cut hit. To be done before the network core's image is
 * changed for its sake. Of a swap only; it is the first step of app_update_perform().
 */
bool app_update_hold(struct hal *hal, const struct boot_config *config, struct app_update *update);

/* Does what the plan says to its end. False: a flash access failed; the slots are as after a power cut. */
bool app_update_perform(struct hal *hal, const struct boot_config *config, struct app_update *update);

/* After a failed app_update_perform(): sectors of the primary slot were moved, and no application may be started,
 * whatever lies there: what it wrote into the primary slot's trailer, a confirmation above all, would be taken for a
 * part of the swap. As long as the old image is whole it may be started; its confirmation ends the swap.
 */
bool app_update_begun(struct hal *hal, const struct boot_config *config);

/* Takes a pending candidate out of the way for good (given up together with image 1, ...): erases the secondary's
 * header and trailer, so that it is not found pending again. Not for a resumed plan.
 */
bool app_update_discard(struct hal *hal, const struct boot_config *config);

/* Takes the mark back and leaves the image, if another can be started. Not for a resumed plan. */
void app_update_unmark(struct hal *hal, const struct boot_config *config, const struct app_update *update);

/* The image in the primary slot was swapped in as a test and is not confirmed, or cannot be asked. */
bool app_on_trial(struct hal *hal, const struct boot_config *config);

/* Verifies the primary slot and fills in what to start. False: not bootable; after a swap, another app_update_plan()
 * may find that the old image can be swapped back.
 */
bool app_start(struct hal *hal, const struct boot_config *config, struct boot_result *result);

#endif
