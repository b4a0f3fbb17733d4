/* The memories of a device and what a build puts where: plain data for the map and for the report.
 *
 * Made by src/cli/map/, shown by src/report/. Addresses and sizes are bytes; addresses of external flash and of the
 * simulated flash in RAM count from its first byte, all others are those of the CPU. Texts are borrowed from the arena of
 * the call. What the input does not say is said to be unknown, with the reason; what overlaps is listed as such.
 */
#ifndef BASE_MEMORY_LAYOUT_H
#define BASE_MEMORY_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/result.h"
#include "base/source.h"

enum memory_role {
    MEMORY_OTHER,
    MEMORY_BOOTLOADER,
    MEMORY_PRIMARY_SLOT,
    MEMORY_SECONDARY_SLOT,
    MEMORY_SCRATCH,
    MEMORY_CODE,    /* firmware that lies in no slot of its own: the network core's */
    MEMORY_HEADER,  /* room for the header of an image */
    MEMORY_STORAGE, /* settings and file systems: must outlive updates */
    MEMORY_PROVISION,
    MEMORY_BACKUP,
    MEMORY_SHARED_RAM, /* between the cores */
    MEMORY_RAM,
    MEMORY_FREE, /* a name for what is left over */
    MEMORY_ROLE_COUNT
};

/* "bootloader", "primary slot", ... */
const char *memory_role_name(enum memory_role role);

/* The same as a word for programs: "bootloader", "primary-slot", ... */
const char *memory_role_word(enum memory_role role);

struct memory_indexes {
    size_t *items;
    size_t count;
    size_t capacity;
};

#define MEMORY_NO_PARENT SIZE_MAX

struct memory_partition {
    const char *name;  /* "mcuboot_primary", "slot0_partition" */
    const char *owner; /* the image that it is for or that says so, or NULL */
    enum memory_role role;
    uint64_t address;
    uint64_t size;
    struct origin origin;       /* where it says so; nowhere for a default */
    const char *default_source; /* of a default: who says so, else NULL */
    size_t order;               /* place in the map of the input, from 0 */
    size_t parent;              /* in the same region: what it is a part of; MEMORY_NO_PARENT: of nothing */
    unsigned depth;             /* steps to the outermost one */
    unsigned lane;              /* from 0: partitions side by side at the same address have different ones */
    bool outside;               /* it reaches out of its region */

    bool slot_known;     /* header, limit and trailer are known */
    uint64_t header;     /* bytes at its start */
    uint64_t limit;      /* largest update file, header and TLVs included */
    uint64_t trailer;    /* bytes at its end */
    /* The network core's slots: bytes of firmware that fit into that core's flash, where that is less than the slots take;
     * 0: the slots decide.
     */
    uint64_t firmware_limit;
    const char *mode;    /* upgrade mode, or NULL */
    const char *no_slot; /* of a slot: why these are not known, or NULL */

    bool used_known;
    uint64_t used;         /* bytes from its start */
    const char *used_file; /* that has so many */
    uint64_t firmware;     /* bytes of firmware in it, where firmware_limit counts them; 0: not to be seen */

    struct memory_indexes
        overlaps; /* in the same region: partitions that it shares bytes with and that are not a part */
    struct memory_indexes findings; /* in the check's result */
};

struct memory_partitions {
    struct memory_partition *items; /* by address; of equal ones the larger first */
    size_t count;
    size_t capacity;
};

struct memory_gap {
    uint64_t address;
    uint64_t size;
};

struct memory_gaps {
    struct memory_gap *items;
    size_t count;
    size_t capacity;
};

/* Named in the input, but not to be drawn. */
struct memory_unplaced {
    const char *name;
    const char *why;
    struct origin origin;
};

struct memory_unplaced_list {
    struct memory_unplaced *items;
    size_t count;
    size_t capacity;
};

struct memory_region {
    const char *name;  /* for programs and --region: "app-flash" */
    const char *title; /* for people: "application core flash" */
    uint64_t base;
    bool size_known; /* false: size reaches to the last partition */
    uint64_t size;
    const char *size_from; /* "regions.yml", "nRF5340 product specification"; NULL when unknown */
    bool complete;         /* false: the build may add partitions that this input does not show */
    unsigned lanes;
    uint64_t taken; /* bytes that some partition has, free ones aside */
    struct memory_partitions partitions;
    struct memory_gaps gaps; /* bytes that no partition has; none where the region is not complete or has no size */
};

struct memory_regions {
    struct memory_region *items; /* those that something lies in */
    size_t count;
    size_t capacity;
};

struct memory_layout {
    const char *path;
    const char *kind;
    const char *era;
    const char *sdk;   /* or NULL */
    const char *board; /* or NULL */
    struct memory_regions regions;
    struct memory_unplaced_list unplaced;
    struct string_list notes;
};

#endif
