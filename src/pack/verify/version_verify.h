/* Whether the images that are shipped suit each other and those that run now: dependencies, downgrades, security counters.
 *
 * Lines: "dependency" (one for each, or one that says there is none), "dependency of installed" (one for each image that
 * runs now and is left alone, if the update breaks what it needs), "downgrade" (with an installed image, or with a bootloader
 * that prevents it), "security counter" (with a bootloader that compares them). Sources: mcu-tools/mcuboot
 * boot/bootutil/src/loader.c boot_verify_slot_dependencies(), check_downgrade_prevention(), image_validate.c
 * MCUBOOT_HW_ROLLBACK_PROT, bootutil_img_security_cnt.c (2d4bacc3).
 */
#ifndef PACK_VERIFY_VERSION_VERIFY_H
#define PACK_VERIFY_VERSION_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "image/mcuboot_image.h"
#include "image/verdict.h"
#include "pack/verify/bootloader_demand.h"

struct known_image {
    unsigned number; /* MCUboot's image number */
    const char *name;
    const struct mcuboot_image *image;
};

struct known_images {
    struct known_image *items;
    size_t count;
    size_t capacity;
};

struct version_context {
    const struct bootloader_demand *demand;
    const struct known_images *shipped;   /* what is installed together, the image in question among them */
    const struct known_images *installed; /* what runs now, as far as it is known */
    bool network_core;                    /* the image is the network core's and has slots of its own */
};

/* First one with the number, or NULL. */
const struct known_image *known_image_find(const struct known_images *images, unsigned number);

/* The protected SEC_CNT, the only one that MCUboot heeds; false when there is none of 4 bytes. */
NODISCARD bool image_security_counter(const struct mcuboot_image *image, uint32_t *counter);

/* number is the image's own. */
void versions_verify(struct arena *arena, const struct mcuboot_image *image, unsigned number,
                     const struct version_context *context, struct verdicts *verdicts);

#endif
