/* MCUboot as NCS ships it, release by release: what ncs_boot_run() does, defects included.
 *
 * A profile is one line of the table of releases and what the build tree adds to it. It describes the real thing; nothing
 * here is advice. Source: the tags of nrfconnect/sdk-mcuboot named in the table (boot/bootutil/src, boot/zephyr/main.c)
 * and nrfconnect/sdk-nrf modules/mcuboot/hooks/nrf53_hooks.c. Sizes are bytes, addresses are CPU addresses of the
 * application core.
 */
#ifndef NRF53PACK_NCS_PROFILE_H
#define NRF53PACK_NCS_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ncs_version {
    uint8_t major;
    uint8_t minor;
    uint8_t patch;
};
#define NCS_VERSION_ANY_PATCH 255u

/* Which update in the application's only secondary slot is taken for the network core's, by its reset vector. */
enum ncs_net_recognition {
    NCS_NET_ABOVE_B0N,  /* anything above the start of b0n */
    NCS_NET_WITHIN_APP, /* within the network application */
};

/* What an update may measure at most (header to end of TLVs), checked before the first erase. */
enum ncs_size_rule {
    NCS_SIZE_UNCHECKED,
    NCS_SIZE_TRAILER,        /* up to the trailer (move, offset: to its first sector): more than a swap can hold */
    NCS_SIZE_TRAILER_PADDED, /* the same, but scratch keeps room for the trailer of the scratch area */
    NCS_SIZE_SWAP,           /* what the swap can hold: slot_image_limit() */
};

/* Which image pairs skip the comparison of the two slots' sectors when MCUboot itself is updatable (S0/S1). */
enum ncs_slot_exception {
    NCS_SLOTS_ALL_SKIP, /* all of them */
    NCS_SLOTS_NET_SKIP, /* the network core's */
};

/* How the length of MCUboot's own range is fitted to the blocks of the write protection. */
enum ncs_protect_rule {
    NCS_PROTECT_EXACT,     /* up to the primary slot, must be whole blocks */
    NCS_PROTECT_ROUNDED,   /* MCUboot's partition, rounded up; exact with S0/S1 */
    NCS_PROTECT_ALL_ROUND, /* rounded up in both cases */
};

/* One range of releases. */
struct ncs_release {
    struct ncs_version from; /* first and last release, both included */
    struct ncs_version to;
    const char *name;    /* "NCS 3.1" */
    const char *mcuboot; /* tag or commit of nrfconnect/sdk-mcuboot that was read */
    /* Backed by recorded runs of the real code (docs/ncs-profiles.md); otherwise modelled after reading it. */
    bool recorded_app;
    bool recorded_net;

    /* The network core's slot, simultaneous updates */
    bool post_copy_hook_after_swap;   /* else a swapped network image never leaves the RAM */
    bool net_swap_size_of_update;     /* else of the invented image in the primary slot, which has no TLVs: asserts */
    bool assert_live_as_shipped;      /* C library of the shipped prj.conf; the tree may say otherwise */
    bool net_counter;                 /* the security counter is asked of network images as well */
    bool verify_address_spares_net;   /* single pair: a network image in the application's slot passes that check */
    bool verify_address_spares_stage; /* so does an update of MCUboot itself */

    /* Single pair */
    enum ncs_net_recognition single_pair_recognition;
    bool
        single_pair_vector_by_pointer; /* reset vector read at the slot's offset as CPU address: fails for external flash */
    bool single_pair_always_cleaned; /* else an update that failed, or overwrite-only, stays pending for ever */
    bool stage_guard_spares_net;     /* with S0/S1 a network image is not taken for "not for this slot" */
    bool stage_guard_cleans;         /* what is for no slot is erased (CONFIG_MCUBOOT_CLEANUP_UNUSABLE_SECONDARY) */

    /* MCUboot's own */
    bool closed_area_stops; /* a slot whose flash cannot be opened ends the boot; else that image is never updated */
    bool revert_whatever_secondary_magic; /* else a broken magic in the secondary ends the revert */
    bool clears_stuck_revert;             /* swap-move: a revert without an image to go back to happens once only */
    bool move_takes_usable_sectors;    /* swap-move: also a primary whose part below the trailer is one sector larger */
    bool offset_stores_tlv_sizes;      /* swap-offset's trailer has the field tlv_sizes */
    bool failed_dependency_stops_all;  /* else the updates of the other images go on */
    bool mark_erases_broken_secondary; /* boot_set_pending() on a broken magic erases the slot */
    enum ncs_size_rule size_rule;
    enum ncs_slot_exception slot_exception;
    enum ncs_protect_rule protect_rule;
};

/* What the build tree of MCUboot says. */
struct ncs_tree {
    bool assert_live;       /* CONFIG_PICOLIBC, CONFIG_NEWLIB_LIBC or CONFIG_ASSERT */
    bool hooks;             /* the hooks for the network core's slot are built in (CONFIG_BOOT_IMAGE_ACCESS_HOOKS) */
    bool multi_image;       /* CONFIG_NRF53_MULTI_IMAGE_UPDATE: images[BOOT_IMAGE_NET] is updated through RAM */
    bool pcd;               /* CONFIG_PCD_APP with b0n on the network core */
    bool net_recovery;      /* serial recovery hands a file for the network core's slot on */
    bool verify_address;    /* CONFIG_MCUBOOT_VERIFY_IMG_ADDRESS */
    bool slots_open;        /* false: a flash device of a slot is missing in MCUboot's devicetree or has no driver */
    bool write_protect;     /* CONFIG_FPROTECT */
    uint32_t protect_block; /* CONFIG_FPROTECT_BLOCK_SIZE, 0x4000 on the application core */
    uint32_t mcuboot_start;
    uint32_t mcuboot_size;
    uint32_t stage_start; /* S0, start of the two copies of MCUboot; with stage_size == 0 MCUboot is not updatable */
    uint32_t stage_size;  /* S0 and S1 together */
    uint32_t pad_size;    /* header of the invented network image (PM_MCUBOOT_PAD_SIZE), 0x200 */
};

struct ncs_profile {
    const struct ncs_release *release;
    struct ncs_tree tree;
};

/* Oldest first, without gaps from the first release that has the hooks; the last one is open-ended. */
extern const struct ncs_release ncs_releases[];
extern const size_t ncs_release_count;

/* mcu-tools/mcuboot itself: one image, no hooks. Commit 2d4bacc3. */
extern const struct ncs_release ncs_release_upstream;

/* The line for a version; older ones get the first line. Never NULL. */
const struct ncs_release *ncs_release_for(struct ncs_version version);

/* A profile with the defaults of that release: shipped C library, hooks and PCD in place, simultaneous update, no address
 * check, no S0/S1, write protection off. Set from the tree what differs.
 */
void ncs_profile_for(struct ncs_version version, struct ncs_profile *profile);

/* Upstream MCUboot with live assertions. */
void ncs_profile_upstream(struct ncs_profile *profile);

#endif
