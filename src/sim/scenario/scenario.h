/* A scenario: what is on the device, what the application does boot after boot, and which ends are allowed. Data only.
 *
 * A scenario runs in turns. The machine boots; when an application starts, it takes the present turn (its actions,
 * then a soft reset) and the next turn is due. After the last turn the machine is only reset until a boot changes
 * nothing any more. Every flash operation of bootloader, network core and application may be hit by a power cut.
 */
#ifndef SIM_SCENARIO_SCENARIO_H
#define SIM_SCENARIO_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "nrf53pack/boot_config.h"
#include "sim/machine/machine.h"

/* A signed image the scenario uses, complete from header to the end of its TLVs. */
struct sim_image {
    const char *name;    /* "app 1.0.0", "net 2.0.0", "app 2.0.0 with a bad hash" */
    unsigned image;      /* BOOT_IMAGE_APP, BOOT_IMAGE_NET */
    uint32_t generation; /* 1 old, 2 new, 3 newer still; what a pair is judged by */
    const uint8_t *bytes;
    uint32_t size;
    /* What the core runs: the bytes at its run address by which the machine's content is recognised. A file is looked
     * for on both cores, whatever `image` says: it may have been put into the wrong slot.
     */
    uint32_t header_size;
    uint32_t payload_size;
    /* CPU address that an application's vector table is linked for: started elsewhere it does not run. 0: anywhere. */
    uint32_t run_address;
};

enum action_kind {
    ACTION_UPLOAD,      /* erases the secondary slot of image `slot`, writes the file where the mode expects it */
    ACTION_UPLOAD_PART, /* the same, but only the first half arrives */
    ACTION_UPLOAD_PROGRESSIVE, /* erases each sector as data arrives for it, and in the end the trailer's */
    ACTION_MARK_TEST,          /* marks the secondary of image `slot` as MCUboot's boot_set_pending(0) does */
    ACTION_MARK_PERMANENT,
    ACTION_CONFIRM,         /* boot_set_confirmed() for image `slot` */
    ACTION_ERASE_SECONDARY, /* of image `slot` */
    ACTION_FAIL_TRANSFERS, /* the next `times` transfers to the network core fail as `failure` says; no flash operation */
    ACTION_RECOVERY_UPLOAD, /* serial recovery: the file's bytes arrive for the network core, then the transfer */
};

struct action {
    enum action_kind kind;
    unsigned slot; /* image number of the slot pair */
    const struct sim_image *file;
    enum transfer_failure failure;
    uint32_t times;
};

enum turn_after_cut {
    TURN_AGAIN,     /* the client begins the turn anew at the next boot */
    TURN_ABANDONED, /* the client never comes back: the next turn is due */
};

struct turn {
    /* Generation of the application that takes this turn; 0: any. Another application skips the turn. */
    uint32_t when_app;
    const struct action *actions;
    size_t action_count;
    enum turn_after_cut after_cut;
    bool no_reset; /* the turn ends without a reset: only for the last turn's description; normally false */
};

/* Generations of the two cores; 0: there is no valid image (network core), or none is judged. */
struct pair {
    uint32_t app;
    uint32_t net;
};

/* What a state that fails is called; the words of rules and reports. */
enum outcome {
    OUTCOME_GOOD,
    OUTCOME_BRICK,          /* no application starts, now and ever after */
    OUTCOME_BOOT_LOOP,      /* resets for ever without an application */
    OUTCOME_WRONG_PAIR,     /* starts a pair that may never run together */
    OUTCOME_UNTESTED_IMAGE, /* an image nobody marked, or marked for test only, became permanent */
    OUTCOME_UPDATE_IGNORED, /* the old pair stays, nothing says why */
    OUTCOME_UPDATE_LOST,    /* the new image is gone from its slot and was not installed */
    OUTCOME_UPDATE_REFUSED, /* the old pair stays, the log says why */
    OUTCOME_ROLLBACK_LOST,  /* the new pair stays though it was never confirmed */
    OUTCOME_NET_DEAD,       /* the network core has no valid image and nothing cures it */
    OUTCOME_NO_NEXT_UPDATE, /* the end is allowed, but no further update installs */
    OUTCOME_OUTSIDE,        /* an operation outside of its partition */
    OUTCOME_FLASH_FAULT,    /* programs programmed cells, or unaligned */
    OUTCOME_UNBOUNDED,      /* does not settle within the printed number of boots */
    OUTCOME_COUNT
};

/* What a pair is called that starts, or is the end, though it may not. */
struct called_pair {
    struct pair pair;
    enum outcome outcome;
};

struct scenario {
    const char *name;                      /* "app-test-revert" */
    const char *summary;                   /* one line */
    const struct sim_image *installed_app; /* in the primary slot at the start, confirmed */
    const struct sim_image *installed_net; /* in network flash at the start (and in the backup), or NULL */
    const struct turn *turns;
    size_t turn_count;

    /* Pairs that may start at any time, and pairs that may be the end. Every end is also a start. */
    const struct pair *starts;
    size_t start_count;
    const struct pair *ends;
    size_t end_count;
    struct pair expected;             /* the end without any cut */
    bool recovery_allowed;            /* a state that offers serial recovery and starts the application is no failure */
    const struct called_pair *called; /* looked at before when_old and when_new */
    size_t called_count;
    enum outcome when_old;               /* what it is called when the end is not allowed and equals the old pair */
    enum outcome when_new;               /* ... equals the new application */
    const struct sim_image *next_update; /* application image that must install from every end; NULL: not tried */
};

/* "brick", "boot-loop", ... the words above with hyphens. */
const char *outcome_name(enum outcome outcome);

#endif
