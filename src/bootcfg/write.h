/* Writes what a bootloader is told as C source, for a build of nrf53boot that runs on the product itself.
 */
#ifndef BOOTCFG_WRITE_H
#define BOOTCFG_WRITE_H

#include "base/text.h"
#include "bootcfg/bootcfg.h"

/* A C file that defines `const struct boot_config <name>`, the keys included. Only for nrf53boot: a profile of NCS's
 * MCUboot is not written.
 */
void bootcfg_write_c(struct text *out, const struct bootcfg *bootcfg, const char *name);

/* The same places as preprocessor constants, NAME_PRIMARY0_OFFSET and so on, for a linker script that is run through the
 * C preprocessor. prefix is "NRF53BOOT" or what the script calls them.
 */
void bootcfg_write_linker(struct text *out, const struct bootcfg *bootcfg, const char *prefix);

#endif
