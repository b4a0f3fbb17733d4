/* From a build to what the firmware build of nrf53boot and netboot needs beside struct boot_config: where the programs
 * lie, their RAM, and the board's pins.
 *
 * Pointers live in the arena or the project.
 */
#ifndef BOOTCFG_TARGET_H
#define BOOTCFG_TARGET_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/source.h"
#include "bootcfg/bootcfg.h"
#include "project/tree/project.h"

#define BOOT_TARGET_NO_PIN 32u /* pins are those of port 0: 0 to 31 */

/* CPU addresses and bytes. */
struct boot_range {
    uint32_t address;
    uint32_t size; /* 0: there is none */
};

struct boot_target {
    struct bootcfg bootcfg;      /* config as the firmware has it; keys are the caller's to add */
    struct boot_range ram;       /* of the application core, all of it */
    struct boot_range boot;      /* nrf53boot's flash */
    struct boot_range boot_ram;  /* its RAM */
    struct boot_range ram_flash; /* behind it: FLASH_DEVICE_RAM */
    struct boot_range netboot;   /* netboot's flash, without the page of provisioned data behind it */
    uint32_t netboot_container;  /* bytes from the same address on, with that page */
    struct boot_range netboot_ram;
    uint32_t log_pin; /* BOOT_TARGET_NO_PIN: the board has none */
    uint32_t recovery_pin;
    uint32_t serial_rx_pin;
    uint32_t serial_tx_pin;
};

/* False when the tree does not say enough, or asks for what the ports have not; *why is a phrase, *where its origin (path
 * NULL when there is none).
 */
NODISCARD bool boot_target_read(struct arena *arena, const struct project *project, struct boot_target *target,
                                const char **why, struct origin *where);

#endif
