/* A build made ready for the simulator: its bootloader, its slots, the images for them. Shared by `simulate` and
 * `check --prove`.
 *
 * Everything lives in the call's arena.
 */
#ifndef CLI_SIMULATE_SIMULATION_H
#define CLI_SIMULATE_SIMULATION_H

#include <stdbool.h>
#include "bootcfg/bootcfg.h"
#include "cli/command.h"
#include "project/tree/project.h"
#include "sim/device.h"
#include "sim/explorer/explorer.h"

enum image_choice {
    IMAGES_AUTOMATIC, /* the build's firmware where it is there */
    IMAGES_SYNTHETIC, /* noise */
    IMAGES_REAL,      /* the build's firmware, or an error */
};

/* Noise files are this large when nobody says otherwise: a few sectors, so that every cut is tried in seconds. */
#define SIMULATION_IMAGE_SIZE (16u * 1024u)

struct simulation {
    struct bootcfg bootcfg;
    struct sim_setup setup;
    const char *assumed; /* what the tree leaves open, images and keys included; NULL: nothing */
};

/* Input errors: no bootloader that can be run, slots that are not there, --images real without firmware, slots without
 * room. `largest`: bytes of a noise file, 0: as much as the slots take.
 */
NODISCARD bool simulation_prepare(struct command_call *call, const struct project *project, enum image_choice images,
                                  uint32_t largest, struct simulation *simulation);

/* What is known of the updates that another build makes for the device, besides its tree. */
struct simulation_update {
    const struct project *project;
    bool other_key; /* struct sim_update */
    bool lower_app;
    bool lower_net;
};

/* The same where the images of another build are installed: the device has the bootloader and the installed images of
 * `released`, and each new application has the slots and mode of its own build. simulation->bootcfg is that of `released`.
 */
NODISCARD bool simulation_prepare_update(struct command_call *call, const struct project *released,
                                         const struct simulation_update *update, enum image_choice images,
                                         uint32_t largest, struct simulation *simulation);

/* The limits that `simulate` has without options. */
struct exploration_options simulation_options(void);

#endif
