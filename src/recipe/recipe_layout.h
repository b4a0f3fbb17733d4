/* Where a recipe's slots lie and what fits into them. Bytes; addresses count from the start of the flash or RAM. */
#ifndef RECIPE_RECIPE_LAYOUT_H
#define RECIPE_RECIPE_LAYOUT_H

#include "recipe/recipe.h"

#define RECIPE_PAGE        0x1000u  /* of the application core's flash, and what external flash is erased in */
#define RECIPE_PAD         0x200u   /* header of an image */
#define RECIPE_TLV_ROOM    0x200u   /* kept for hashes and signature behind an image */
#define RECIPE_PROTECTION  0x4000u  /* what the SPU protects flash in */
#define RECIPE_RAM_FLASH   0x40000u /* sdk-nrf modules/mcuboot/flash_sim.overlay */
#define RECIPE_RAM_FLASH_D 0x38000u /* the same with partitions in devicetree (commit 1a2ad493) */

struct recipe_area {
    uint32_t address;
    uint32_t size; /* 0: there is none */
};

struct recipe_layout {
    struct recipe_area mcuboot;
    struct recipe_area primary;
    struct recipe_area secondary;
    struct recipe_area net_primary; /* in RAM */
    struct recipe_area net_secondary;
    struct recipe_area net_backup;
    struct recipe_area spare; /* of the internal flash, where the slots are smaller than it */
    struct recipe_area settings;
    struct recipe_area external_rest;
    uint32_t sectors;   /* of the largest slot */
    uint64_t app_limit; /* largest update file */
    uint64_t app_room;  /* largest program in it */
    uint64_t net_room;  /* the same of the network core, 0 without updates */
};

/* False with a usage error that shows the arithmetic when the request does not fit. */
NODISCARD bool recipe_layout_make(const struct recipe_request *request, struct diagnostics *diagnostics,
                                  struct recipe_layout *layout);

#endif
