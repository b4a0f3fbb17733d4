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
#include "project/project.h"

enum bootloader { BOOTLOADER_NRF53BOOT, BOOTLOADER_NCS_MCUBOOT };

struct bootcfg {
    enum bootloader bootloader;
    struct boot_config config;
    uint32_t app_flash_size;      /* bytes */
    uint32_t external_flash_size; /* 0: none */
    uint32_t net_flash_size;
    const char *bootloader_words; /* "nrf53boot" or "MCUboot of NCS 3.2.1 (profile 3.1.0 to 3.2.x)" */
    const char *assumed;          /* what the tree leaves open and was assumed, as a phrase; NULL: nothing */
};

/* False when the tree does not say enough; *why is a phrase, *where its origin (path NULL when there is none). */
NODISCARD bool bootcfg_read(struct arena *arena, const struct project *project, struct bootcfg *result,
                            const char **why, struct origin *where);

#endif
