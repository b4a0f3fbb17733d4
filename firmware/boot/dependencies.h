/* Whether images may run together: the DEPENDENCY TLVs of both, as MCUboot compares them (build numbers do not count).
 */
#ifndef BOOT_DEPENDENCIES_H
#define BOOT_DEPENDENCIES_H

#include <stdbool.h>
#include "firmware/format/image_reader.h"

/* What runs, or would run, on the two cores. NULL: unknown, or nothing; no demand on it is met then. */
struct running_versions {
    const struct mcuboot_version *image[BOOT_MAX_IMAGES];
};

/* All that `summary` asks for is met. */
bool dependencies_met(const struct image_summary *summary, const struct running_versions *running);

/* The two may run together, each with what it asks of the other. */
bool dependencies_of_pair_met(const struct image_summary *app, const struct image_summary *net);

/* The highest version of image `number` that `summary` asks for; all zero: none. */
struct mcuboot_version dependency_on(const struct image_summary *summary, unsigned number);

#endif
