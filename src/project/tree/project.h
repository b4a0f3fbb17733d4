/* What a build tree or a single file says: the one model that everything above reads.
 *
 * Nothing above src/project/ opens a configuration file; project_open.h makes the model of one. Pointers live in
 * the arena given to project_open().
 */
#ifndef PROJECT_TREE_PROJECT_H
#define PROJECT_TREE_PROJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"
#include "base/result.h"
#include "base/source.h"
#include "base/text.h"
#include "base/version.h"
#include "project/devicetree/devicetree.h"
#include "project/partitions/partitions.h"
#include "project/settings/anomaly.h"
#include "project/settings/kconfig.h"

enum project_kind { PROJECT_BUILD, PROJECT_SOURCE, PROJECT_FILE };

/* Which build system left the tree (docs/formats.md). */
enum project_era { ERA_UNKNOWN, ERA_CHILD_IMAGE, ERA_SYSBUILD_PM, ERA_SYSBUILD_DTS };

enum image_role {
    IMAGE_APP, /* the application, under any name */
    IMAGE_MCUBOOT,
    IMAGE_NRF53BOOT, /* the reference bootloader: BUILD/nrf53boot/.config exists */
    IMAGE_B0,
    IMAGE_B0N,
    IMAGE_NET, /* the network-core image, under any name */
    IMAGE_S1,
    IMAGE_TFM,
    IMAGE_OTHER,
    IMAGE_ROLE_COUNT
};

/* Paths are as they can be opened; NULL when the file does not exist. */
struct image_files {
    const char *bin;                  /* unsigned zephyr.bin */
    const char *hex;                  /* unsigned zephyr.hex, tfm_merged.hex where TF-M is built */
    const char *signed_bin;           /* zephyr.signed.bin, app_update.bin, net_core_app_update.bin,
                               signed_by_mcuboot_and_b0_<image>.bin */
    struct string_list signed_places; /* where that was looked for, by the names inside the tree; in this order */
    const char *b0_bin;               /* signed_by_b0_<image>.bin */
    const char *b0_hex;               /* signed_by_b0_<image>.hex */
};

struct project_image {
    const char *name; /* folder name, "app" for the root image of a child-image build */
    enum image_role role;
    const char *directory;               /* the folder that holds zephyr/ */
    bool open;                           /* source tree: built with .conf files beyond config: no default counts */
    bool open_devicetree;                /* source tree: built with overlays that are not known */
    const struct kconfig *config;        /* NULL: missing */
    const struct devicetree *devicetree; /* NULL: missing or dtc not available */
    struct image_files files;
};

struct project_images {
    struct project_image *items;
    size_t count;
    size_t capacity;
};

struct partition_maps {
    const struct partition_map **items;
    size_t count;
    size_t capacity;
};

struct domain {
    const char *name;
    struct origin origin;
};

struct domains {
    struct domain *items;
    size_t count;
    size_t capacity;
    const char *default_name;
};

struct project_sources {
    const struct source **items;
    size_t count;
    size_t capacity;
};

struct project {
    enum project_kind kind;
    const char *path; /* as given */
    enum project_era era;

    bool sdk_known;
    struct sdk_version sdk;
    const char *sdk_origin; /* "--sdk-version", "mcuboot/zephyr/.config:115", ... */

    const char *board;       /* "nrf5340dk/nrf5340/cpuapp" or NULL */
    const char *file_suffix; /* of a source tree: FILE_SUFFIX or build type; NULL when none */

    struct project_images images;
    unsigned absent_images; /* source tree: bit (1 << role) for each image that the build certainly does not have */
    const struct kconfig *sysbuild; /* NULL in child-image builds */
    bool sysbuild_missing;          /* sysbuild built this tree, but its .config was not kept */
    struct domains domains;         /* empty when there is no domains.yaml */

    const struct partition_map *partitions;     /* application domain; NULL: missing */
    const struct partition_map *partitions_net; /* CPUNET domain; NULL: missing */
    const struct region_map *regions;
    const struct region_map *regions_net;
    const struct partition_map *pm_config; /* pm.config of the application domain, to compare with */
    const struct partition_map *pm_config_net;
    struct partition_maps statics; /* pm_static*.yml found in the tree */

    const char *dfu_zip; /* dfu_application.zip, or NULL */

    const struct project *deployed; /* the released build to compare with, set by who opened both; or NULL */

    struct project_sources sources; /* every text that was read, each once, in the order of reading */
    struct anomalies anomalies;
    struct string_list notes; /* what had to be left out: "dtc not found: devicetree rules are undecided" */
};

/* First image with the role, or NULL. */
const struct project_image *project_image(const struct project *project, enum image_role role);

/* "app", "mcuboot", "nrf53boot", "b0", "b0n", "net", "s1_image", "tfm", "other": the names rules use. */
const char *image_role_name(enum image_role role);
bool image_role_parse(struct slice name, enum image_role *role);

/* "child-image", "sysbuild-pm", "sysbuild-dts", "unknown" */
const char *project_era_name(enum project_era era);

/* False when the release had no such build system. ERA_UNKNOWN fits every release. */
bool project_era_fits(enum project_era era, struct sdk_version version);

#endif
