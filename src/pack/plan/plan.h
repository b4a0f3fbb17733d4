/* What a package will be made of: every input, size, version and name, each with the place that says so.
 *
 * A plan comes from the build tree; the options of the command line come first. What neither says is an error
 * that names both. A plan of files that were given one by one has no tree (plan_overrides.application.file).
 * Pointers live in the arena, the project or the options. Which symbol asks for which file: nrfconnect/sdk-nrf
 * cmake/sysbuild/{sign,image_signing,b0_mcuboot_signing,provision_hex,zip}.cmake, subsys/bootloader/cmake/packaging.cmake.
 */
#ifndef PACK_PLAN_PLAN_H
#define PACK_PLAN_PLAN_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "image/provision.h"
#include "crypto/public_key.h"
#include "sign/image_writer.h"
#include "pack/verify/bootloader_demand.h"
#include "pack/write/manifest_form.h"
#include "project/tree/tree_values.h"
#include "project/tree/update_slots.h"
#include "project/tree/project.h"

/* One option of CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS. */
struct extra_argument {
    const char *name;
    const char *value;  /* NULL: a flag */
    const char *second; /* of an option with two values, else NULL */
};

struct extra_arguments {
    struct extra_argument *items;
    size_t count;
    size_t capacity;
};

/* Reads imgtool's options into `options`, on top of what is there, and lists them. Refuses, with a diagnostic at the
 * text's origin, what it does not know.
 */
typedef bool (*extra_reader)(void *state, const struct tree_text *text, struct image_options *options,
                             struct extra_arguments *arguments);

/* Options that come before the tree; NULL or not known: not given. */
struct image_overrides {
    const char *version;
    struct tree_number slot_size; /* of both slots */
    struct tree_number load_address;
    struct tree_number image_index;
    const char *file;  /* --app, --net: firmware given by its path, without a tree */
    const char *name;  /* --name, --net-name */
    const char *board; /* --board, --net-board: in the manifest, without a tree */
};

struct plan_overrides {
    const char *key;                     /* --key */
    const char *public_key;              /* --public-key: somebody else signs */
    const char *nsib_key;                /* --nsib-key */
    const char *nsib_public_key;         /* --nsib-public-key */
    const char *encrypt_key;             /* --encrypt-key */
    struct tree_number header_size;      /* --header-size, of both images */
    struct tree_number align;            /* --align */
    struct tree_number security_counter; /* --security-counter */
    struct image_overrides application;  /* --version, --slot-size, --load-address, --image-index */
    struct image_overrides network;      /* the same with --net- */
    bool without_tree;                   /* no build was given: application.file says what to pack */
    bool pad_header;                     /* --pad-header: without a tree, the application comes without header space */
    bool mode_known;                     /* --mode, without a tree */
    enum upgrade_mode mode;
    struct tree_number sector_size; /* --sector-size, --max-sectors: the bootloader's, without a tree */
    struct tree_number max_sectors;
    const char *soc;         /* --soc, without a tree */
    extra_reader read_extra; /* NULL: CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS is refused */
    void *read_extra_state;
    bool describe_only; /* nothing will be signed: keys need not be here */
};

enum planned_kind {
    PLANNED_NETWORK,
    PLANNED_APPLICATION,
    PLANNED_APPLICATION_SECOND, /* direct-XIP: linked for the secondary slot */
    PLANNED_MCUBOOT_S0,
    PLANNED_MCUBOOT_S1,
};

/* The validation block that b0 or b0n wants behind a firmware, where pack makes it. */
struct planned_block {
    const char *input;         /* firmware without block, Intel HEX */
    const char *name;          /* of the image in file names: "ipc_radio", "s1_image" */
    struct tree_text magic;    /* the three words as validation_data.py takes them */
    struct tree_number offset; /* absolute address of the block; 0: the next word */
    struct tree_number skip;   /* bytes at the start of the file that are not signed */
};

struct planned_image {
    const struct project_image *image;
    enum planned_kind kind;
    bool is_network_core;
    struct tree_number index;          /* MCUboot's image number */
    const struct planned_block *block; /* NULL: the input has its block, or needs none */
    const char *input;                 /* firmware to wrap; with a block the one before it */
    const char *output;                /* name on disk: app_update.bin, net_core_app_update.bin */
    const char *zip_name;              /* name in the package; none is part of another */
    bool in_application_zip;           /* dfu_application.zip */
    bool in_mcuboot_zip;               /* dfu_mcuboot.zip */
    bool in_multi_image;               /* dfu_multi_image.bin */
    int multi_image_id;
    struct tree_number header_size;
    struct tree_text version;
    struct tree_number security_counter; /* known: it is written */
    const char *pad_header_from;         /* why there is header space to add */
    struct extra_arguments extra;        /* what CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS adds; in options as well */
    struct tree_text extra_from;
    struct tree_number slot_argument; /* what the SDK hands imgtool as --slot-size; unknown: the primary slot */
    struct image_options options;
    struct update_slots slots;
    bool has_slot;                      /* direct-XIP: it runs from one slot only, as the manifest then says */
    struct tree_number rom_fixed;       /* direct-XIP: address of that slot */
    struct tree_number link_address;    /* where the firmware runs */
    struct tree_number package_address; /* load_address in the manifest, where it is another one */
    struct tree_number region_size;     /* network core: bytes of the slot b0n copies to; unknown is allowed */
    struct tree_number fw_version;      /* CONFIG_FW_INFO_FIRMWARE_VERSION, where the tree says it */
    const char *board;
    const char *soc;
};

static inline bool planned_for_b0(const struct planned_image *image)
{
    return image->kind != PLANNED_APPLICATION && image->kind != PLANNED_APPLICATION_SECOND;
}

static inline bool planned_for_mcuboot(const struct planned_image *image)
{
    return image->kind == PLANNED_MCUBOOT_S0 || image->kind == PLANNED_MCUBOOT_S1;
}

/* Provision data for one core: addresses of the slots, hashes of NSIB's keys, counters. */
struct planned_provision {
    const char *output; /* app_provision.hex, net_provision.hex */
    bool is_network_core;
    bool mcuboot_only; /* counters only: there is no NSIB on this core */
    enum provision_form form;
    struct tree_text asked;     /* the symbol that asks for it */
    struct tree_number address; /* of the whole, in front of life cycle and implementation id */
    struct tree_number size;    /* most bytes */
    struct tree_number s0;
    struct tree_number s1;          /* unknown: none */
    bool has_keys;                  /* this bootloader checks hashes or signatures */
    struct string_list public_keys; /* files of further keys, behind the one that signs */
    struct tree_text public_keys_text;
    struct tree_text signing_key_last; /* value "y": the one that signs comes last */
    struct tree_number version_slots;  /* of NSIB's counter */
    struct tree_number mcuboot_slots;  /* of MCUboot's security counter */
};

struct planned_provisions {
    struct planned_provision *items;
    size_t count;
    size_t capacity;
};

/* The network core's backup that a device leaves the factory with, net_backup_factory.hex (pack/plan/net_backup.h). */
struct planned_net_backup {
    struct tree_text asked;       /* value NULL: none is made */
    struct tree_number address;   /* of the partition, in external flash */
    struct tree_number slot_size; /* of each of its two slots */
};

struct package_plan {
    struct planned_image *items; /* in the order of the package */
    size_t count;
    size_t capacity;
    struct planned_provisions provisions;
    struct planned_net_backup net_backup;
    struct bootloader_demand bootloader; /* what it takes besides what fits; .known is false without a tree */
    enum manifest_form form;             /* how NCS writes packages of such a build */
    const char *name;                    /* of the application image */
    struct tree_text key;                /* path; value NULL: hash only, the bootloader asks for no signature */
    bool key_is_public;                  /* it only verifies: the signature comes from elsewhere */
    struct tree_text digest;             /* value "512": asked for by a symbol; NULL: the key's own */
    struct tree_text pure;
    struct tree_text nsib_key; /* value NULL: no block is made */
    bool nsib_key_is_public;
    struct tree_text nsib_trusted; /* the key file that the tree names for NSIB, whoever signs; value NULL: none */
    struct tree_text encrypt_key;  /* value NULL: nothing is encrypted */
    struct tree_number encrypt_key_size; /* bits: 128, 256 */
    struct tree_number encrypt_hmac;     /* bits of the HMAC's hash: 256, 512 */
    bool one_pair; /* both images share one pair of slots: the package holds the application only */
    bool has_application_zip;
    bool has_mcuboot_zip;
    struct tree_text multi_image; /* the symbol that asks for dfu_multi_image.bin */
    struct string_list notes;     /* what the tree asks for and is not made, and why */
};

/* False with input errors, all that were found: missing values, and configurations that are not supported
 * (compression, XIP split, direct-XIP, RAM load), named by the symbol that asks for them.
 */
NODISCARD bool package_plan_make(struct arena *arena, const struct project *project,
                                 const struct plan_overrides *overrides, struct diagnostics *diagnostics,
                                 struct package_plan *plan);

/* Network-core updates of this tree, and where: false when its bootloader takes none. */
bool plan_takes_network_core(const struct project *project, bool *one_pair);

/* Parts of a plan that verification against a tree needs as well. They fail never: what is not said stays
 * unknown. */
struct tree_number plan_image_index(struct arena *arena, const struct project *project, bool is_network_core);
struct tree_text plan_key_path(struct arena *arena, const struct project *project);
/* Whether the file that plan_key_path() gave is here: an absolute one, or one of the tree. */
bool plan_key_here(struct arena *arena, const struct project *project, const char *path);
/* Provision data of one core, as the tree has it. */
struct provision_places {
    struct tree_number page; /* of the whole, life cycle included */
    struct tree_number s0;
    struct tree_number s1;
};

void plan_provision_places(struct arena *arena, const struct project *project, bool is_network_core,
                           struct provision_places *places);
/* The backup of the network core, as nrf53boot of the tree has it; asked.value is NULL when it keeps none. Returns what keeps
 * its places from being known, as a phrase, or NULL.
 */
const char *plan_net_backup_places(struct arena *arena, const struct project *project,
                                   struct planned_net_backup *backup);
/* By the release; without one what is usual in such trees, which is a guess. */
enum provision_form plan_provision_form(const struct project *project);
/* The key file that signs for b0; the one the build made for itself; further ones of its list, as paths. */
struct tree_text plan_nsib_named_key(struct arena *arena, const struct project *project);
struct tree_text plan_nsib_generated_key(struct arena *arena, const struct project *project);
struct tree_text plan_nsib_public_keys(struct arena *arena, const struct project *project, struct string_list *keys);

#endif
