/* Image management of a running application: what the slots hold, uploads, marks and confirmation.
 *
 * Behaves as Zephyr's image group of two images does: the application runs from slot 0 of image 0, the network core's
 * image is image 1, uploads go to slot 1. As there, slot 1 of image 1 is free while the pair is on trial: what is
 * marked in it waits for the trial's end, and the very image on trial goes back with the pair (the bootloader says
 * so). Knows flash only through the HAL. Every sector and every write is the one that MCUboot's library and Zephyr's
 * upload (CONFIG_IMG_ERASE_PROGRESSIVELY) would touch. Source: zephyrproject-rtos/zephyr
 * subsys/mgmt/mcumgr/grp/img_mgmt/src/img_mgmt_state.c (0014f3dc), zephyr_img_mgmt.c (03730aed), img_mgmt.c
 * (06407b78).
 */
#ifndef DEMO_IMAGE_MANAGER_H
#define DEMO_IMAGE_MANAGER_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/demo/image_upload.h"
#include "nrf53pack/boot_config.h"
#include "nrf53pack/mcuboot_format.h"

#define IMAGE_SLOTS     2u
#define IMAGE_HASH_SIZE 32u

struct image_manager {
    struct hal *hal;
    const struct boot_config *config;
    /* The network core's flash cannot be read: its version is what the network program itself has told. */
    bool net_known;
    struct mcuboot_version net_version;
    struct image_upload upload;
};

/* What `image list` has to say of one slot. */
struct slot_state {
    struct mcuboot_version version;
    bool has_hash;
    uint8_t hash[IMAGE_HASH_SIZE]; /* the SHA256 TLV */
    bool pending;                  /* the bootloader installs it at the next reset */
    bool permanent;                /* pending, and stays without a confirmation */
    bool confirmed;
    bool active;
};

void image_manager_open(struct image_manager *manager, struct hal *hal, const struct boot_config *config);

/* False: there is no image in the slot. Slot 0 of image 1 is there once the network program has answered, without a
 * hash.
 */
bool image_slot_state(const struct image_manager *manager, unsigned image, unsigned slot, struct slot_state *state);

/* The first slot, image 0 before image 1, that holds the image with this hash. False: none. */
bool image_find(const struct image_manager *manager, const uint8_t hash[IMAGE_HASH_SIZE], unsigned *image,
                unsigned *slot);

/* Marks slot 1 for a test or for good; confirms slot 0 of image 0. What is so already is no error, writes nothing. */
enum image_error image_set_next(const struct image_manager *manager, unsigned image, unsigned slot, bool confirm);

/* Erases all of slot 1, unless it is marked or is the way back from a trial. Ends an upload. */
enum image_error image_erase(struct image_manager *manager, unsigned image, unsigned slot);

/* The application runs on trial: the next reset brings the previous one back, unless it is confirmed. */
bool image_on_trial(const struct image_manager *manager);

/* Marked, or the way back from a trial: no upload goes there and no erase. */
bool image_secondary_in_use(const struct image_manager *manager, unsigned image);

#endif
