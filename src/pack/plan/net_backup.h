/* net_backup_factory.hex: the network core's backup as production programs it, so that a device can go back from its very
 * first update.
 *
 * Slot A holds the image that the network core leaves the factory with, the first state page says so. Both pages are in the
 * file whole, so that a programmer erases them: what an earlier life of the device left in the second one could count as
 * newer. Slot B is not in the file. Bytes: nrf53pack/net_backup_format.h. Addresses are where the QSPI peripheral maps
 * external flash, 0x10000000, as in each HEX of the SDK for it (zephyrproject-rtos/zephyr
 * scripts/west_commands/runners/nrf_common.py xip_ranges, 02d0d207; nrfconnect/sdk-nrf
 * doc/nrf/app_dev/device_guides/nrf53/qspi_xip_guide_nrf5340.rst, 2751f106; DevZone 73173, 113113: what nrfjprog takes).
 */
#ifndef PACK_PLAN_NET_BACKUP_H
#define PACK_PLAN_NET_BACKUP_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "image/intel_hex.h"
#include "image/mcuboot_image.h"
#include "pack/plan/plan.h"

#define NET_BACKUP_NAME "net_backup_factory.hex"

/* CPU addresses. */
uint64_t net_backup_slot_address(const struct planned_net_backup *backup);
uint64_t net_backup_pages_address(const struct planned_net_backup *backup);

/* `image`: the bytes of net_core_app_update.bin. The HEX lives in the arena. Input errors: an image without a SHA-256, or
 * larger than its slot.
 */
NODISCARD bool net_backup_write(struct arena *arena, const struct planned_net_backup *backup, struct byte_range image,
                                struct diagnostics *diagnostics, struct byte_range *hex);

/* A HEX that is one, wherever it puts slot A and the pages. */
struct net_backup_hex {
    uint64_t slot_address;
    uint64_t pages_address;
    struct byte_range slot; /* the image, as far as the file goes */
    struct byte_range pages;
};

/* By its two parts, the second of which begins as a record does. False when it is something else. */
bool net_backup_recognise(const struct intel_hex *hex, struct net_backup_hex *backup);

/* What is wrong with the two state pages of a factory backup of `image`, as a phrase; NULL: nothing. */
const char *net_backup_pages_fault(struct byte_range pages, const struct mcuboot_image *image);

/* Reads the HEX back: image byte for byte, record, erased second page. False with one DIAGNOSTIC_SELF or
 * DIAGNOSTIC_INPUT. */
NODISCARD bool net_backup_verify(struct arena *arena, const struct planned_net_backup *backup, struct byte_range image,
                                 struct byte_range hex, struct diagnostics *diagnostics);

#endif
