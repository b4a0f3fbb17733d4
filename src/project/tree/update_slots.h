/* The pair of slots an update goes through, as the bootloader of a tree sees it: mode, sizes, sectors,
 * trailer.
 *
 * Everything comes from the tree or is a fact of the chip; each value has the place it was read from.
 * Pointers live in the arena or the project. NCS forms: Partition Manager (mcuboot_primary,
 * mcuboot_secondary, and with _1 for the network core) and devicetree (slot0_partition to slot3_partition).
 */
#ifndef PROJECT_TREE_UPDATE_SLOTS_H
#define PROJECT_TREE_UPDATE_SLOTS_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/source.h"
#include "nrf53pack/limits.h"
#include "project/tree/tree_values.h"
#include "project/tree/project.h"

struct update_slots {
    bool mode_known;
    enum upgrade_mode mode;
    const char *mode_from; /* "mcuboot:CONFIG_BOOT_UPGRADE_ONLY" */
    struct origin mode_origin;
    const char *second_mode_from; /* set too, though they exclude each other; NULL: none */
    struct origin second_mode_origin;
    struct tree_number primary_address;
    struct tree_number primary_size;
    struct tree_number secondary_address; /* in its own flash */
    struct tree_number secondary_size;
    struct tree_number write_size;       /* always known: 4 on the nRF5340 */
    struct tree_number sector_size;      /* of the primary slot; always known: 4 KiB on the nRF5340 */
    struct tree_number secondary_sector; /* unknown for an external slot whose driver's page size is not in the tree */
    struct tree_number max_sectors;      /* always known: MCUboot's default is 128, nrf53boot's 256 */
    bool max_sectors_assumed;            /* the default, though the file that would say it is missing or a fragment */
    uint32_t encryption_key_size;        /* bytes a key takes in the trailer; 0 when images are not encrypted */

    /* The first thing the tree leaves open that the limit needs, as a phrase ("no upgrade mode is set in mcuboot");
     * NULL when the tree says it all.
     */
    const char *open;
};

/* Never fails; what the tree does not say stays unknown. image counts from 0. */
void update_slots_read(struct arena *arena, const struct project *project, unsigned image, struct update_slots *slots);

/* The same as one geometry; false as update_slots_limit(). */
NODISCARD bool update_slots_geometry(const struct update_slots *slots, struct slot_geometry *geometry);

/* True when mode and sizes are known, the rest being the chip's or MCUboot's default where the tree is silent (then
 * slots->open says so); *limit is then slot_image_limit().
 */
NODISCARD bool update_slots_limit(const struct update_slots *slots, uint64_t *limit);

/* Bytes that the network core's flash has for its firmware, b0n's blocks around it included: what b0n copies there. From
 * that core's Partition Manager map or b0n's devicetree; of a source tree that says nothing of it, what b0n leaves. Not
 * known otherwise.
 */
struct tree_number network_firmware_room(struct arena *arena, const struct project *project);

/* Which is the tighter one for an update whose slots take files of `limit` bytes: true when firmware of `room` bytes fits
 * into them with a header of `header` bytes, so that the network core's flash decides.
 */
bool network_flash_decides(uint64_t limit, uint64_t header, const struct tree_number *room);

/* MCUboot's number of the network core's image: CONFIG_MCUBOOT_NETWORK_CORE_IMAGE_NUMBER (sdk-mcuboot
 * boot/zephyr/Kconfig, NCS 2.8 and later), else 1 as it always was before. False when it is -1: this bootloader has no
 * such image; number then holds where that stands.
 */
NODISCARD bool network_image_number(struct arena *arena, const struct project *project, struct tree_number *number);

/* The TLV that an encrypting MCUboot opens, MCUBOOT_TLV_ENC_...; 0 when its configuration names no scheme. The scheme
 * follows from the signature type (mcuboot boot/zephyr/Kconfig BOOT_ENCRYPT_IMAGE).
 */
uint16_t mcuboot_encryption_scheme(const struct kconfig *mcuboot);

/* "swap-using-move", "overwrite-only", ... */
const char *upgrade_mode_name(enum upgrade_mode mode);

#endif
