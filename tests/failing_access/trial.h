/* A scenario without power cuts in which one access to flash fails, once for each access, and what comes of it.
 *
 * `lasts` once or for a boot: from then on everything works, and the device has to come to an end that the scenario allows,
 * from which the next update installs. For ever: the device that failed never recovers, and what may then be asked is that
 * nothing wrong is started, that nothing is worn out, and that an application which is whole is started.
 */
#ifndef FAILING_ACCESS_TRIAL_H
#define FAILING_ACCESS_TRIAL_H

#include "sim/device.h"
#include "sim/explorer/explorer_leg.h"

struct trial_options {
    uint32_t every;     /* takes each so many-th access only, 1: all */
    bool tell;          /* prints the log of the only access that is tried */
    uint32_t only_boot; /* with `tell`: counts from 0 */
    struct failing_access only;
};

struct trial_count {
    uint32_t accesses; /* that were made to fail */
    uint32_t states;   /* different ones that a failing boot left */
    uint32_t failures;
    uint32_t most_erases[FLASH_DEVICE_COUNT]; /* of one page in a boot with a device that stays broken */
};

/* As words: enum access_failure, and how much is done of a write or an erase that fails. */
extern const char *const trial_lasting[3];
extern const char *const trial_done[3];
extern const enum cut_extent trial_extents[3];

/* Failures are printed, with what `--only` wants to see them again. */
void trial_run(struct arena *arena, const struct sim_device *device, const struct scenario *scenario, const char *title,
               const struct trial_options *options, struct trial_count *count);

#endif
