/* From what a build says to what the bootloader is told: struct project -> struct boot_config.
 *
 * Which bootloader decides (nrf53boot, or MCUboot as NCS has it in the tree's release), its slots and modes, its key.
 * Pointers live in the arena or the project.
 */
#ifndef BOOTCFG_BOOTCFG_H
#define BOOTCFG_BOOTCFG_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/source.h"
#include "nrf53pack/boot_config.h"
#include "project/tree/project.h"

enum bootloader { BOOTLOADER_NRF53BOOT, BOOTLOADER_NCS_MCUBOOT };

struct bootcfg {
    enum bootloader bootloader;
    struct boot_config config;
    uint32_t app_flash_size;      /* bytes */
    uint32_t external_flash_size; /* 0: none */
    uint32_t net_flash_size;

    /* The application's side of the same build, by its own .config and devicetree (struct sim_device says how it is
     * used). application.image_count is 0 when the application says nothing of slots: then they are the bootloader's.
     */
    struct boot_config application;
    bool one_upload_slot;     /* MCUmgr's image group knows one image (CONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER) */
    uint32_t app_linked_at;   /* CPU address of its vector table, 0: not in the tree */
    uint32_t app_header_size; /* imgtool's --header-size in this build, 0: not in the tree */

    const char *bootloader_words; /* "nrf53boot" or "MCUboot of NCS 3.2.1" */
    bool modelled;                /* no record of the real bootloader supports the profile (docs/ncs-profiles.md) */
    const char *assumed;          /* what the tree leaves open and was assumed, as a phrase; NULL: nothing */
};

/* False when the tree does not say enough; *why is a phrase, *where its origin (path NULL when there is none). */
NODISCARD bool bootcfg_read(struct arena *arena, const struct project *project, struct bootcfg *result,
                            const char **why, struct origin *where);

#endif
