/* Recipes: minimal sets of configuration files for one way to update, known to be sound, made for an SDK release, a board,
 * flash and image sizes.
 *
 * A recipe is a folder of templates/: recipe.yml says what it is, the other files are what it writes (template.h has their
 * language). Everything returned lives in the arena.
 */
#ifndef RECIPE_RECIPE_H
#define RECIPE_RECIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/version.h"
#include "nrf53pack/limits.h"

/* Where an area of the layout lies. */
enum recipe_place { PLACE_NONE, PLACE_INTERNAL, PLACE_EXTERNAL };

/* Releases that a recipe is written for, or, with `why`, those that it is not. */
struct recipe_range {
    struct sdk_range range;
    const char *text;
    const char *why;  /* NULL: supported */
    bool child_image; /* supported with child images; else with sysbuild */
};

struct recipe_ranges {
    struct recipe_range *items;
    size_t count;
    size_t capacity;
};

struct recipe_file {
    const char *path;     /* below the application's folder; may hold {values} */
    const char *template; /* name below templates/ */
    const char *when;     /* condition of the template language, NULL: always */
};

struct recipe_files {
    struct recipe_file *items;
    size_t count;
    size_t capacity;
};

struct recipe {
    const char *name;
    const char *summary; /* one line */
    const char *gives;   /* a few sentences each */
    const char *lacks;
    const char *rollback; /* "no", "application", "both cores" */
    const char *bootloader;
    const char *sdk_text; /* releases, for people */
    const char *board;    /* the one it is for, NULL: any */
    enum upgrade_mode mode;
    enum recipe_place secondary;     /* of the application */
    enum recipe_place net_secondary; /* of the network core */
    bool net_backup;
    bool net_updates;
    bool net_ram;           /* RAM is the primary slot of the network core's image */
    bool devicetree;        /* has devicetree partitions too, NCS 3.4 */
    uint32_t primary_size;  /* 0: what the flash has room for */
    uint32_t settings_size; /* the default */
    struct recipe_ranges ranges;
    struct recipe_files files;
};

struct recipes {
    struct recipe *items; /* in the order of their names */
    size_t count;
    size_t capacity;
};

/* What the caller wants. Sizes are bytes; app_size and net_size are those of the programs (zephyr.bin, for the network
 * core with b0n's validation block), 0 where they are not known.
 */
struct recipe_request {
    const struct recipe *recipe;
    struct sdk_version sdk;
    const char *board;        /* as the SDK names it, "nrf5340dk/nrf5340/cpuapp" */
    bool devicetree;          /* partitions in devicetree instead of pm_static.yml */
    uint64_t external_flash;  /* what slots may use */
    uint64_t external_region; /* the whole part, not smaller */
    uint64_t app_size;
    uint64_t net_size;
    uint64_t mcuboot_size;
    uint64_t settings_size;
    const char *key;     /* as it stands in the configuration; NULL: the recipe's default */
    const char *net_key; /* b0n verifies signatures of this key; NULL: hashes alone */
    const char *call;    /* the command that makes these files, for their first line */
};

struct recipe_output {
    const char *path; /* below the application's folder */
    const char *text;
    size_t length;
};

struct recipe_outputs {
    struct recipe_output *items;
    size_t count;
    size_t capacity;
};

const struct recipes *recipes_load(struct arena *arena);
const struct recipe *recipe_find(const struct recipes *recipes, const char *name);

/* The range that decides about a release: supported, or why not. NULL when no range of the recipe has it. */
const struct recipe_range *recipe_range_of(const struct recipe *recipe, struct sdk_version sdk);

#endif
