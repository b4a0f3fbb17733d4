/* What the lines of a log, one after the other, say about the device: its boots, the trailers and swap types of each image, what was
 * installed, refused or taken back, and how each boot ended.
 *
 * Everything lives in the arena. Boots one after the other that went the same way are kept as one with a count.
 */
#ifndef LOG_DEVICE_STATE_H
#define LOG_DEVICE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "log/patterns/log_pattern.h"

#define LOG_IMAGES 4

/* Copies of what the immutable bootloader starts: S0 and S1. */
#define LOG_STAGES 2

/* As much of a bootloader's banner as is compared. */
#define LOG_BANNER_LENGTH 40

/* Different boots that are kept; of more the oldest stay and the last one. */
#define LOG_BOOTS_LIMIT 1000

enum log_swap { LOG_SWAP_UNKNOWN, LOG_SWAP_NONE, LOG_SWAP_TEST, LOG_SWAP_PERM, LOG_SWAP_REVERT };

struct log_trailer {
    bool seen;
    bool good; /* magic */
    bool bad;
    unsigned swap_type; /* 1 none, 2 test, 3 permanent, 4 revert */
    unsigned copy_done; /* 1 set, 3 unset, 2 neither */
    unsigned image_ok;
};

struct log_image {
    struct log_trailer primary;
    struct log_trailer secondary;
    enum log_swap type;
    bool swapped;     /* the swap was begun, in whichever direction */
    bool overwritten; /* the copy was begun */
};

enum log_boot_end {
    LOG_END_OPEN,     /* the log ends or the next boot comes before anything was started */
    LOG_END_STARTED,  /* the bootloader started an application */
    LOG_END_STOPPED,  /* it gave up */
    LOG_END_NO_IMAGE, /* there is nothing to start */
    LOG_END_RECOVERY, /* it waits for a client */
};

struct log_boot {
    uint32_t first_line;
    uint32_t last_line;
    size_t number; /* the first one's, counted from 1 */
    size_t count;  /* boots of this kind in a row */
    enum log_boot_end end;
    const struct log_pattern *stop; /* why nothing was started, or NULL */
    const struct log_pattern *application_stop;
    const struct log_pattern *refusal; /* the first reason why an update was not installed, or NULL */
    bool refusal_erases;
    size_t warnings;       /* errors and warnings before the start */
    uint32_t warning_line; /* of the first error or warning between an image's swap type and the start, else 0 */
    bool trial_kept;       /* an image on trial stays because there is no way back */
    bool status_lost;      /* the progress of a swap could not be written */
    bool net_begun;
    bool net_done;
    bool net_failed;
    const struct log_pattern *stages[LOG_STAGES]; /* why the immutable bootloader refused each copy, or NULL */
    size_t application_lines;                     /* printed after the start */
    size_t unknown_lines;                         /* printed before it */
    bool recovery;                                /* it waited for a client, whatever came of that */
    bool other_bootloader;                        /* its banner is not that of the boot before */
    struct log_image images[LOG_IMAGES];
};

struct log_boots {
    struct log_boot *items;
    size_t count;
    size_t capacity;
};

/* What a client or the application reported of an image. */
struct log_reported {
    bool pending;
    bool active;
    bool confirmed;
    size_t boots; /* how many had been seen by then */
    uint32_t line;
};

struct log_client_error {
    const struct log_pattern *pattern; /* NULL: none */
    const char *meaning;
    uint32_t line;
    size_t count;
};

/* Something that counts until a later boot starts an application that runs on. */
struct log_mark {
    bool set;
    size_t boot; /* how many boots had begun by then */
};

struct device_state {
    struct arena *arena;
    struct log_boots boots;
    size_t boots_seen;
    struct log_boot current;
    struct log_boot closed;             /* the boot before it, as it was */
    bool open;                          /* current is a boot */
    bool repeats;                       /* the last boot has no end, and came no further than the one before */
    char banner[LOG_BANNER_LENGTH + 1]; /* of the last bootloader that had one */
    bool marked;                        /* this log says where a boot begins */
    bool fresh;                         /* nothing but banners of it was seen */
    size_t named;                       /* the image whose swap type was printed last in this boot; LOG_IMAGES: none */
    size_t stage;                       /* the copy that the immutable bootloader looks at; LOG_STAGES: none */
    uint32_t banner_line;               /* of a banner whose program is not known yet, else 0 */
    struct log_image trailers;          /* seen, and not assigned to an image yet */
    uint32_t trailers_line;
    bool types_follow_swap; /* trailers and types after a swap are those that it left */
    struct log_reported reported[LOG_IMAGES][2];
    size_t client_image, client_slot;
    struct log_client_error client_error;
    bool confirmed, on_trial;             /* what the application said last */
    const struct log_pattern *loose_stop; /* a fault of a program that did not say which it is */
    size_t loose_stops;
    size_t good_boot;               /* number of the last boot whose application ran on; 0: none did */
    bool net_core_prints;           /* the last loader that spoke is the network core's */
    bool window_fault;              /* a fault in the window into external flash, of a program that is not known yet */
    struct log_mark net_core_fault; /* of the network core, in that window */
    struct log_mark net_core_refused; /* b0n's own log */
    struct log_mark net_core_silent;
    struct log_mark area_missing; /* a slot that could not be opened, but for the harmless kind */
    bool harmless_area;
    struct log_mark slot_unreachable;
    struct log_mark request_refused; /* client_error or upload_refused */
    struct log_mark timeout;
    const struct log_pattern *build_error, *build_warning;
    const struct log_pattern *upload_refused;
    uint32_t upload_refused_line;
    /* for a comparison with a build */
    uint64_t chainload;
    bool has_chainload;
    const char *algorithm; /* "move", "offset", "scratch", "overwrite"; NULL: none was named */
    uint64_t max_sectors;  /* CONFIG_BOOT_MAX_IMG_SECTORS as it was printed, else 0 */
    const char *sdk;       /* "nRF Connect SDK v2.9.0-7787b2649840", the last one; NULL: none was named */
    uint64_t lines_lost;   /* by the logger, as it says */
    size_t images_seen;    /* highest image number that a bootloader named, plus one */
};

void device_state_begin(struct device_state *state, struct arena *arena);

/* One known line. */
void device_state_take(struct device_state *state, const struct log_match *match, uint32_t line);

/* One line that nothing is known about, but that it is an error or a warning, or not. */
void device_state_pass(struct device_state *state, bool warning, uint32_t line);

void device_state_end(struct device_state *state);

/* No later boot went well. */
bool device_mark_holds(const struct device_state *state, struct log_mark mark);

/* The line itself says that the network core printed it. */
bool log_is_of_net_core(const struct log_match *match);

/* The last boot of the log; NULL when there is none. */
const struct log_boot *device_state_last(const struct device_state *state);

const char *log_swap_name(enum log_swap swap); /* "none", "test", "perm", "revert", "unknown" */

#endif
