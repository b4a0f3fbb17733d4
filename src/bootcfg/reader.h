/* What the parts of bootcfg_read() share: the tree, the result, and why there is none. */
#ifndef BOOTCFG_READER_H
#define BOOTCFG_READER_H

#include <stdbool.h>
#include <stdint.h>
#include "bootcfg/bootcfg.h"
#include "project/tree/tree_values.h"
#include "project/tree/update_slots.h"

struct bootcfg_reader {
    struct arena *arena;
    const struct project *project;
    struct bootcfg *result;
    const struct kconfig *mcuboot; /* NULL: missing */
    const struct kconfig *nrf53boot;
    const struct kconfig *app;
    const char *why;
    struct origin where;
};

/* Sets why and where; always false. */
bool bootcfg_missing(struct bootcfg_reader *reader, const struct origin *where, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Adds to what was assumed. */
void bootcfg_assume(struct bootcfg_reader *reader, const char *format, ...) PRINTF_LIKE(2, 3);

/* A number of the tree as the bootloader has it, where the tree says it; *value stays as it is else. False, with the
 * number's own place, when it is not from `least` to `most`.
 */
NODISCARD bool bootcfg_number(struct bootcfg_reader *reader, const struct tree_number *number, uint32_t least,
                              uint32_t most, uint32_t *value);

/* A slot: the partition of that name in Partition Manager's map, or the node with that label in an image's
 * devicetree where Partition Manager is off. False when there is none; *area then has no size. Its sector size is
 * left 0.
 */
NODISCARD bool bootcfg_partition(const struct bootcfg_reader *reader, const char *name, struct boot_area *area);
NODISCARD bool bootcfg_node(const struct project_image *image, const char *label, struct boot_area *area);
NODISCARD bool bootcfg_slot(const struct bootcfg_reader *reader, enum image_role role, unsigned image, bool secondary,
                            struct boot_area *area);

/* How the tree calls a slot: "mcuboot_secondary_1", "slot3_partition". */
const char *bootcfg_slot_name(const struct bootcfg_reader *reader, unsigned image, bool secondary);

/* Where the tree says of a slot, partition or node of that name where it lies. */
struct origin bootcfg_origin(const struct bootcfg_reader *reader, const char *name);

/* False when two areas of the simulation share flash. */
NODISCARD bool bootcfg_apart(struct bootcfg_reader *reader);

/* False when an area ends behind the end of its flash, as far as the tree or the chip says where that is. */
NODISCARD bool bootcfg_inside(struct bootcfg_reader *reader);

/* The slots, mode and limits of one image. */
NODISCARD bool bootcfg_image(struct bootcfg_reader *reader, unsigned number, struct boot_image_config *image);

/* What is known of the network core; images[BOOT_IMAGE_NET] too where the bootloader has it. */
NODISCARD bool bootcfg_net(struct bootcfg_reader *reader);

/* Sizes of the flashes. */
NODISCARD bool bootcfg_flashes(struct bootcfg_reader *reader);

/* MCUboot as the tree's release has it. */
NODISCARD bool bootcfg_ncs(struct bootcfg_reader *reader);

/* The application's view of slots and modes, and how its images are made. */
NODISCARD bool bootcfg_application(struct bootcfg_reader *reader);

#endif
