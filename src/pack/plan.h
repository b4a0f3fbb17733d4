/* What a package will be made of: every input, size, version and name, each with the place that says so.
 *
 * A plan comes from the build tree; the options of the command line come first. What neither says is an error
 * that names both. Pointers live in the arena, the project or the options.
 */
#ifndef PACK_PLAN_H
#define PACK_PLAN_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "image/public_key.h"
#include "sign/image_writer.h"
#include "project/tree_values.h"
#include "project/update_slots.h"
#include "project/project.h"
#include "pack/manifest_form.h"

/* Options that come before the tree; NULL or not known: not given. */
struct image_overrides {
    const char *version;
    struct tree_number slot_size; /* of both slots */
    struct tree_number load_address;
    struct tree_number image_index;
};

struct plan_overrides {
    const char *key;                    /* --key */
    struct tree_number header_size;     /* --header-size, of both images */
    struct tree_number align;           /* --align */
    struct image_overrides application; /* --version, --slot-size, --load-address, --image-index */
    struct image_overrides network;     /* the same with --net- */
};

struct planned_image {
    const struct project_image *image;
    bool is_network_core;
    struct tree_number index; /* MCUboot's image number */
    const char *input;        /* firmware to wrap */
    const char *output;       /* name on disk: app_update.bin, net_core_app_update.bin */
    const char *zip_name;     /* name in the package; none is part of another */
    struct tree_number header_size;
    struct tree_text version;
    struct image_options options;
    struct update_slots slots;
    struct tree_number link_address; /* where the firmware runs */
    struct tree_number region_size;  /* network core: bytes of the slot b0n copies to; unknown is allowed */
    const char *board;
    const char *soc;
};

struct package_plan {
    struct planned_image *items; /* in the order of the package */
    size_t count;
    size_t capacity;
    enum manifest_form form; /* how NCS writes packages of such a build */
    const char *name;     /* of the application image */
    struct tree_text key; /* path; value NULL: hash only, the bootloader asks for no signature */
    bool key_type_known;
    enum key_type key_type; /* that the bootloader verifies */
    struct tree_text key_type_text;
    bool one_pair; /* both images share one pair of slots: the package holds the application only */
};

/* False with input errors, all that were found: missing values, and configurations that are not supported
 * (encryption, compression, XIP split, direct-XIP, other signature types), named by the symbol that asks for
 * them.
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
void plan_key_type(struct arena *arena, const struct project *project, struct package_plan *plan);

#endif
