/* Checks one update image the way the devices of a tree will: bootloader, slots, and b0n for the network
 * core.
 *
 * Used on images read back after packing and by `verify`. Lines, in this order: those of mcuboot_image_verify(), those of
 * bootloader_verify(), "header size", "slot address" (application with direct-XIP), those of nsib_verify() (network core, and MCUboot itself as an update) or "reset
 * vector" (application), "stack pointer" where it looks wrong, "slot fit", and "sample key" where the key is one that
 * everybody has.
 */
#ifndef PACK_VERIFY_UPDATE_VERIFY_H
#define PACK_VERIFY_UPDATE_VERIFY_H

#include <stdbool.h>
#include "base/arena.h"
#include "image/image_verify.h"
#include "image/manifest.h"
#include "image/nsib.h"
#include "pack/verify/bootloader_demand.h"
#include "project/tree/update_slots.h"
#include "project/tree/project.h"

/* What an image is compared with. Zeroed: nothing is known. */
struct update_expectation {
    const struct public_key *key; /* or NULL */
    bool signature_demanded;      /* the bootloader refuses unsigned images: then absence is a failure */
    bool has_slots;
    struct update_slots slots;
    struct tree_number run_address; /* of the first byte behind the header; not known: slot start plus header */
    struct tree_number header_size; /* that the firmware is linked for */
    struct nsib_expectation nsib;
    struct bootloader_demand bootloader; /* .known is false: not known */
};

/* What an image updates. An encrypted image that is not decrypted, and a compressed one, do not say it. */
enum update_kind { UPDATE_APPLICATION, UPDATE_NETWORK_CORE, UPDATE_BOOTLOADER };

enum update_kind update_kind(const struct mcuboot_image *image);

void update_verify(struct arena *arena, const struct mcuboot_image *image, const struct update_expectation *expectation,
                   struct verdicts *verdicts);

#endif
