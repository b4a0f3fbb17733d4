/* Checks one update image the way the devices of a tree will: bootloader, slots, and b0n for the network
 * core.
 *
 * Used on images read back after packing and by `verify`. Lines are those of image_verify() and
 * nsib_verify(), and "reset vector" (application) and "slot fit".
 */
#ifndef PACK_UPDATE_VERIFY_H
#define PACK_UPDATE_VERIFY_H

#include <stdbool.h>
#include "base/arena.h"
#include "image/image_verify.h"
#include "image/nsib.h"
#include "project/update_slots.h"
#include "project/project.h"

/* What an image is compared with. Zeroed: nothing is known. */
struct update_expectation {
    const struct public_key *key; /* or NULL */
    bool signature_demanded;      /* the bootloader refuses unsigned images: then absence is a failure */
    bool has_slots;
    struct update_slots slots;
    struct nsib_expectation nsib;
};

/* Slots and addresses of a tree for one of its two images; the key is left alone. */
void update_expectation_read(struct arena *arena, const struct project *project, bool is_network_core,
                             struct update_expectation *expectation);

/* Whether MCUboot of NCS takes the image for the network core: its reset vector lies in that core's flash. */
bool is_network_core_image(const struct mcuboot_image *image);

void update_verify(struct arena *arena, const struct mcuboot_image *image,
                   const struct update_expectation *expectation, struct verdicts *verdicts);

#endif
