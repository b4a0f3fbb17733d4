/* Entry points of the reference bootloader's programs, as a machine calls them.
 *
 * Nothing is kept between two calls but what the flashes and the shared RAM hold.
 */
#ifndef NRF53PACK_NRF53BOOT_H
#define NRF53PACK_NRF53BOOT_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/boot_config.h"

enum boot_end {
    BOOT_START_APPLICATION,
    BOOT_RECOVERY, /* serial recovery runs: asked for, or nothing bootable and recovery is built in */
    BOOT_NO_IMAGE, /* nothing bootable: the core stops, every reset comes here again */
};

/* What the bootloader knows of the network core when it starts the application. */
enum boot_net_state {
    BOOT_NET_UNKNOWN, /* nothing recorded: as the last transfer or the factory left it */
    BOOT_NET_GOOD,    /* the last transfer was reported DONE */
    BOOT_NET_INVALID, /* a transfer was begun and never reported DONE; recovery is open */
};

struct boot_result {
    enum boot_end end;
    struct boot_area slot;  /* of the application that is started */
    uint32_t image_offset;  /* from the slot's start, of the image header */
    uint32_t vector_offset; /* from the slot's start, of the vector table */
    enum boot_net_state net;
};

/* Application core: decides, installs, reverts, and says what to start. config->ncs must be NULL. */
void boot_run(struct hal *hal, const struct boot_config *config, struct boot_result *result);

/* Serial recovery of the network core, after boot_run() ended in BOOT_RECOVERY: the bytes of a signed network image
 * arrive (MCUboot header, NSIB-signed image, TLVs), then it is verified and transferred.
 *
 * With a backup partition the bytes are staged in the slot that is not current, and a failure brings the current image
 * back. Without, they go to the RAM that image 1's primary slot is; a power cut in the transfer leaves the network core
 * without a valid image (BOOT_NET_INVALID), and another upload cures it.
 *
 * begin() is refused (false, with a log line) while an update of both cores is unfinished, and so are write() and finish():
 * a reset finishes it. The pieces of write() come in any order, each a whole number of image 1's write units long and so aligned, except that the last
 * one may end anywhere. finish() answers true when the network core reported DONE.
 */
bool boot_net_upload_begin(struct hal *hal, const struct boot_config *config);
bool boot_net_upload_write(struct hal *hal, const struct boot_config *config, uint32_t offset, const void *data,
                           uint32_t size);
bool boot_net_upload_finish(struct hal *hal, const struct boot_config *config);

/* The same as MCUboot in NCS does it (config->ncs is its profile). */
void ncs_boot_run(struct hal *hal, const struct boot_config *config, struct boot_result *result);

/* Serial recovery of the network core there: the bytes go to the slot in RAM, and finish() sends them on where the build
 * has a way for that. Pieces as above; false: they did not arrive, or the network core has not said DONE.
 */
bool ncs_net_upload_begin(struct hal *hal, const struct boot_config *config);
bool ncs_net_upload_write(struct hal *hal, const struct boot_config *config, uint32_t offset, const void *data,
                          uint32_t size);
bool ncs_net_upload_finish(struct hal *hal, const struct boot_config *config);

enum netboot_end {
    NETBOOT_START_APPLICATION, /* jumps to the network application, validated or not (profile) */
    NETBOOT_STOPPED,           /* refused to start, or a command was answered: the core waits for the next reset */
};

/* Network core, from its reset to the jump: obeys the command block, else boots. */
enum netboot_end netboot_run(struct hal *hal, const struct boot_config *config);

#endif
