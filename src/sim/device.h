/* Devices that scenarios run on: small made-up ones for tests and for searching every cut, and those of a build.
 *
 * Pointers live in the arena.
 */
#ifndef SIM_DEVICE_H
#define SIM_DEVICE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "bootcfg/bootcfg.h"
#include "sim/explorer/explorer.h"
#include "sim/scenario/images.h"

/* A device with the images that fit it; its configuration trusts the simulation's key. */
struct sim_setup {
    struct sim_device device;
    struct sim_images images;
};

/* The build that is installed on the device of another one. */
struct build_update {
    const struct bootcfg *bootcfg;
    struct sim_firmware firmware; /* its own, or empty */
    bool other_key;               /* as in struct sim_update */
    bool lower_app;
    bool lower_net;
};

struct small_device {
    enum upgrade_mode mode; /* of image 0 */
    uint32_t write_size;    /* 4, 8 or 16 */
    uint32_t sectors;       /* of 4 KiB, in each slot of image 0; 4 to 4096 */
    bool net;               /* image 1, overwrite-only, in as many sectors, at most 16 */
    bool backup;
    enum netboot_profile netboot;
    const struct ncs_profile *ncs; /* NULL: the reference modes */
    enum upgrade_mode net_mode;    /* only with ncs: the mode of image 1; the reference modes have overwrite-only */
    uint32_t largest;              /* bytes of the largest image file; 0: as the slots allow */
    enum downgrade_rule downgrade;
};

/* False when no image fits; *why is a phrase. */
NODISCARD bool small_device_make(struct arena *arena, const struct small_device *options, struct sim_setup *setup,
                                 const char **why);

/* The device of a build. `firmware`: the build's own, or empty. `update`: the build whose images are installed there; NULL:
 * the same one.
 */
NODISCARD bool build_device_make(struct arena *arena, const struct bootcfg *bootcfg,
                                 const struct sim_firmware *firmware, const struct build_update *update,
                                 uint32_t largest, struct sim_setup *setup, const char **why);

#endif
