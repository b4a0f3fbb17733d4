/* Checks one update image the way the devices of a tree will: bootloader, slots, and b0n for the network
 * core.
 *
 * Used on images read back after packing and by `verify`. Lines are those of mcuboot_image_verify() and
 * nsib_verify(), "reset vector" (application), "slot fit", and "stack pointer" where it looks wrong.
 */
#ifndef PACK_UPDATE_VERIFY_H
#define PACK_UPDATE_VERIFY_H

#include <stdbool.h>
#include "base/arena.h"
#include "image/image_verify.h"
#include "image/manifest.h"
#include "image/nsib.h"
#include "project/update_slots.h"
#include "project/project.h"

/* What an image is compared with. Zeroed: nothing is known. */
struct update_expectation {
    const struct public_key *key; /* or NULL */
    bool signature_demanded;      /* the bootloader refuses unsigned images: then absence is a failure */
    bool has_slots;
    struct update_slots slots;
    struct tree_number run_address; /* of the first byte behind the header; not known: slot start plus header */
    struct nsib_expectation nsib;
};

/* Slots and addresses of a tree for one of its two images; the key is left alone. */
void update_expectation_read(struct arena *arena, const struct project *project, bool is_network_core,
                             struct update_expectation *expectation);

/* What a tree expects of the manifest of its packages. */
void manifest_expectation_read(struct arena *arena, const struct project *project,
                               struct manifest_expectation *expectation);

void update_verify(struct arena *arena, const struct mcuboot_image *image, const struct update_expectation *expectation,
                   struct verdicts *verdicts);

#endif
