/* The signed images that scenarios install: application and network core, old, new, newer, and those that must be
 * refused.
 *
 * Made from noise, or from a build's own firmware, sized for the slots of one configuration and signed with a
 * simulation key. Everything lives in the arena.
 */
#ifndef SIM_SCENARIO_IMAGES_H
#define SIM_SCENARIO_IMAGES_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/byte_range.h"
#include "nrf53pack/boot_config.h"
#include "sim/scenario/scenario.h"

/* Generations of struct sim_image: what a pair is judged by. */
enum {
    GENERATION_OLD = 1,
    GENERATION_NEW = 2,
    GENERATION_NEWER = 3,
    GENERATION_LOWER = 4,     /* a version lower than the old one */
    GENERATION_BETWEEN = 5,   /* newer than old, older than new */
    GENERATION_FORBIDDEN = 9, /* must never run: a bad file, or one of the other core */
};

/* "app 2.0.0, net 1.5.0" */
const char *sim_pair_text(struct arena *arena, struct pair pair);

/* Firmware of a build, without MCUboot's header; data NULL: noise takes its place. */
struct sim_firmware {
    struct byte_range app;
    struct byte_range net; /* with NSIB's blocks */
};

struct sim_images {
    struct boot_key key; /* of the simulation; without it in the configuration no image here is accepted */
    bool own_app;        /* the application images are a build's own */
    bool own_net;
    uint64_t app_limit; /* largest file the bootloader takes, bytes */
    uint64_t net_limit;

    const struct sim_image *app_old;   /* 1.0.0 */
    const struct sim_image *app_new;   /* 2.0.0 */
    const struct sim_image *app_newer; /* 3.0.0 */
    const struct sim_image *app_lower; /* 0.9.0, the lowest security counter */
    const struct sim_image *app_pair;  /* 2.0.0, needs network image 2.0.0 or later */

    const struct sim_image *app_bad_hash;  /* one bit of the firmware is wrong */
    const struct sim_image *app_wrong_key; /* signed by a key that nobody trusts */
    const struct sim_image *app_unsigned;  /* a hash only */
    const struct sim_image *app_too_large; /* one sector over the limit; NULL: the slot has no room for such a file */

    /* NULL when the configuration describes no network core */
    const struct sim_image *net_old;
    const struct sim_image *net_new;
    const struct sim_image *net_between; /* 1.5.0 */
    const struct sim_image *net_newer;
    const struct sim_image *net_lower;
    const struct sim_image *net_pair;        /* 2.0.0, needs application 2.0.0 or later */
    const struct sim_image *net_stuck;       /* 2.0.0, needs application 4.0.0, which nobody has */
    const struct sim_image *net_bad_hash;    /* of MCUboot's image */
    const struct sim_image *net_wrong_key;   /* the same */
    const struct sim_image *net_elsewhere;   /* linked for another place: b0n refuses it */
    const struct sim_image *net_in_app_slot; /* the network core's update, offered for the application's slot */
};

/* Another build than that of the device, whose images are what is installed: all but the old ones are its. */
struct sim_update {
    struct sim_firmware firmware;
    uint32_t app_header_size; /* as in struct sim_image_options */
    uint32_t app_linked_at;
    uint32_t net_linked_at; /* CPU address on the network core; 0: as the device's */
    bool other_key;         /* signed by a key, or in a way, that the device's bootloader does not take */
    bool lower_app;         /* the version or the security counter is under that of the old image */
    bool lower_net;
};

struct sim_image_options {
    struct sim_firmware firmware;
    const struct sim_update *update; /* NULL: all images are of one build */
    uint32_t header_size;            /* of the application's files, 0: 0x200 */
    uint32_t linked_at;     /* CPU address of the application's vector table, 0: behind the header in its slot */
    uint32_t largest;       /* bytes a noise file may have at most, 0: as the slots allow */
    bool security_counters; /* SEC_CNT TLVs: the generation's number */
};

/* Largest file that image `number` may have in this configuration. */
uint64_t sim_image_limit(const struct boot_config *config, unsigned number);

/* False when the slots are too small for any image, or signing fails; *why is a phrase. */
NODISCARD bool sim_images_make(struct arena *arena, const struct boot_config *config,
                               const struct sim_image_options *options, struct sim_images *images, const char **why);

#endif
