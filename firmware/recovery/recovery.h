/* Serial recovery: SMP over the serial line, in the bootloader.
 *
 * Uploads have the numbers that MCUboot's direct upload gives them: 0 and 1 the application's primary slot, 2 its
 * secondary slot (a pending update of the usual kind), 3 the network core (2 * its image number + 1), 4 the network
 * core's secondary slot. Source: mcu-tools/mcuboot boot/zephyr/flash_map_extended.c,
 * flash_area_id_from_direct_image(); nrfconnect/sdk-mcuboot CONFIG_MCUBOOT_NETWORK_CORE_IMAGE_NUMBER.
 *
 * Buffers are bounded and live in struct recovery. While the network core copies, the image group is answered with
 * SMP_ERROR_BUSY, the OS group as always, but a reset waits for the end of the copy. docs/serial-recovery.md says
 * what a user sees.
 */
#ifndef RECOVERY_RECOVERY_H
#define RECOVERY_RECOVERY_H

#include "firmware/net/net_transfer.h"
#include "firmware/smp/smp_os.h"
#include "firmware/smp/smp_server.h"
#include "nrf53pack/nrf53boot.h"

#define RECOVERY_UNIT_MAX 16u /* the largest write unit; a configuration with a larger one takes no uploads */

enum recovery_stage {
    UPLOAD_NONE,
    UPLOAD_RECEIVING,
    UPLOAD_FINISHING, /* all has arrived: it is verified, installed or marked, and then answered */
    UPLOAD_DONE,
    UPLOAD_FAILED, /* `error` says how, to whoever sends a piece of it again */
};

/* One upload at a time; a request with offset 0 begins anew. Offsets count from the start of the file. */
struct recovery_upload {
    enum recovery_stage stage;
    unsigned number;   /* 0 to 4 */
    uint32_t length;   /* of the whole file */
    uint32_t received; /* the next offset that is taken */
    uint32_t last;     /* where the last piece began */
    enum smp_error error;
    uint32_t complete_at; /* hal_milliseconds() when the last piece arrived */
    bool impatient;       /* the client gives the image's number in each piece, as only mcumgr does */
    bool answered;        /* the last piece is, before its end */

    struct boot_area area;
    uint32_t start;                  /* where in the area the file begins */
    uint32_t unit;                   /* write unit */
    uint32_t erased;                 /* of the area, from its start; whole sectors */
    uint32_t reserved;               /* from here to the end of the area nothing is erased any more */
    uint32_t vector;                 /* offset of the reset vector; 0: it was looked at */
    uint8_t rest[RECOVERY_UNIT_MAX]; /* the end of what was received, not a whole unit yet */
    uint32_t rest_size;
    bool has_sha256;
    uint8_t sha256[32]; /* of the whole file, as the client says */
};

/* Sectors that are erased between two requests. */
struct recovery_erase {
    struct boot_area area;
    uint32_t next;
    uint32_t end; /* next == end: nothing is left */
};

struct recovery {
    struct hal *hal;
    const struct boot_config *config;
    struct smp_os os;
    struct recovery_upload upload;
    struct recovery_erase erase;
    struct smp_request waiting; /* UPLOAD_FINISHING: who gets the answer */
    struct net_meanwhile meanwhile;
    struct smp_server server;
};

void recovery_open(struct recovery *recovery, struct hal *hal, const struct boot_config *config);

/* Takes what has arrived and answers it. False: a reset was asked for, and its answer is sent. */
bool recovery_poll(struct recovery *recovery);

/* What a port's main() does after boot_run() ended in BOOT_RECOVERY: polls, feeds the watchdog, resets
 * when asked to.
 */
_Noreturn void recovery_run(struct hal *hal, const struct boot_config *config);

#endif
