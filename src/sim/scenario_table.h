/* The form in which the table of scenarios is written: files by their member in struct sim_images. */
#ifndef SIM_SCENARIO_TABLE_H
#define SIM_SCENARIO_TABLE_H

#include <stddef.h>
#include "sim/scenario/images.h"
#include "sim/scenario/scenario.h"

struct action_form {
    enum action_kind kind;
    unsigned slot;
    size_t file; /* offset of the image in struct sim_images */
    enum transfer_failure failure;
    uint32_t times;
};

struct turn_form {
    uint32_t when_app;
    const struct action_form *actions;
    size_t count;
    enum turn_after_cut after_cut;
};

/* What a device must have; every condition must hold. */
enum scenario_need {
    NEEDS_NET = 1u << 0, /* a network core whose image is described */
    NEEDS_TWO_SLOT_PAIRS = 1u << 1,
    NEEDS_ONE_SLOT_PAIR = 1u << 2,
    NEEDS_SWAP = 1u << 3, /* image 0 can be reverted */
    NEEDS_OVERWRITE = 1u << 4,
    NEEDS_BACKUP = 1u << 5,
    NEEDS_NO_BACKUP = 1u << 6,
    NEEDS_REFERENCE = 1u << 7, /* nrf53boot */
    NEEDS_RECOVERY = 1u << 8,
    NEEDS_DOWNGRADE_RULE = 1u << 9,
    NEEDS_ONE_UPLOAD_SLOT = 1u << 10,
    NEEDS_OWN_TOO_LARGE = 1u << 11, /* the build's own application is over the limit */
    NEEDS_TOO_LARGE = 1u << 12,     /* the slot has room for a file over the limit */
    NEEDS_SIGNATURES = 1u << 13,
};

struct scenario_form {
    const char *name;
    const char *summary;
    bool usual;
    unsigned needs; /* enum scenario_need */
    const struct turn_form *turns;
    size_t turn_count;
    const struct pair *starts; /* besides the ends */
    size_t start_count;
    const struct pair *ends; /* the first is the one without a cut */
    size_t end_count;
    const struct called_pair *called;
    size_t called_count;
    enum outcome when_old;
    enum outcome when_new;
    bool recovery_allowed;
};

/* Forms of one name stand together, the first that fits a device is taken. */
extern const struct scenario_form scenario_forms[];
extern const size_t scenario_form_count;

#endif
