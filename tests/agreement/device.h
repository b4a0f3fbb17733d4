/* The simulated machine as the facts describe it, and the steps of a scenario on it.
 *
 * A device belongs to one group of facts and one subject. Everything lives in the arena.
 */
#ifndef AGREEMENT_DEVICE_H
#define AGREEMENT_DEVICE_H

#include "data.h"
#include "image.h"
#include "sim/machine/machine.h"

struct ncs_profile;

struct device {
    struct arena *arena;
    const struct fact_group *group;
    struct boot_config config;
    struct boot_area allowed[3];
    struct machine *machine;
    struct image_file *files;    /* of group->images, same order */
    uint8_t *slot[SLOT_COUNT];   /* filled by device_read() */
    uint8_t *before[SLOT_COUNT]; /* room for a comparison: slots before a step, */
    uint8_t *uncut[SLOT_COUNT];  /* and after it, without a cut */
};

/* What one step did. */
struct device_outcome {
    char type[8]; /* first "Swap type:" of the log, "-" without one */
    char end[24]; /* "2.0.0", "none", "panic", "fault", "cut" */
    uint32_t operations;
};

/* Without a profile the reference modes run. NULL: an image is not the one of the facts (reason on stderr). */
NODISCARD struct device *device_create(struct arena *arena, const struct fact_group *group,
                                       const struct ncs_profile *profile);

/* load, poke, erase. */
void device_bench_step(struct device *device, const struct fact_step *step);

/* All erased. */
void device_clear(struct device *device);

/* Erases everything, then: 1.0.0 installed, a file of so many bytes, version 2.0.0, marked for test. */
void device_stage_size(struct device *device, uint32_t file_size);

/* From a power-on. boot: the bootloader; else the application's call of the step. */
void device_boot(struct device *device, struct cut cut, struct device_outcome *outcome);
void device_step(struct device *device, const struct fact_step *step, struct cut cut, struct device_outcome *outcome);

/* Fills device->slot[] with both slots as they are now. */
void device_read(struct device *device);

#endif
