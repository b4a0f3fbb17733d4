/* Serial recovery: SMP over the serial line, in the bootloader.
 *
 * Uploads have the numbers that MCUboot's direct upload gives them: 0 and 1 the application's primary slot, 2 its secondary
 * slot (a pending update of the usual kind), 3 the network core (2 * its image number + 1), 4 the network core's secondary slot.
 * Source: mcu-tools/mcuboot boot/zephyr/flash_map_extended.c, flash_area_id_from_direct_image(); nrfconnect/sdk-mcuboot
 * CONFIG_MCUBOOT_NETWORK_CORE_IMAGE_NUMBER.
 *
 * Buffers are bounded and live in struct recovery; requests that come while the network core copies are answered with
 * SMP_ERROR_BUSY (image group) or as always (OS group).
 */
#ifndef RECOVERY_RECOVERY_H
#define RECOVERY_RECOVERY_H

#include "firmware/smp/smp_os.h"
#include "firmware/smp/smp_server.h"
#include "nrf53pack/nrf53boot.h"

/* One upload at a time; a request with offset 0 begins anew. */
struct recovery_upload {
    bool active;
    unsigned number;   /* 0 to 4 */
    uint32_t length;   /* of the whole file */
    uint32_t received; /* the next offset that is taken */
};

struct recovery {
    struct hal *hal;
    const struct boot_config *config;
    struct smp_os os;
    struct recovery_upload upload;
    struct smp_server server;
    bool transferring; /* the network core copies: what arrives meanwhile is answered at once */
};

void recovery_open(struct recovery *recovery, struct hal *hal, const struct boot_config *config);

/* Takes what has arrived and answers it. False: a reset was asked for, and its answer is sent. */
bool recovery_poll(struct recovery *recovery);

/* What a port's main() does after boot_run() ended in BOOT_RECOVERY: polls, feeds the watchdog, resets when asked to. */
_Noreturn void recovery_run(struct hal *hal, const struct boot_config *config);

#endif
