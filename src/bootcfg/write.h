/* Writes what a bootloader is told as C source, for a firmware build of nrf53boot and netboot.
 */
#ifndef BOOTCFG_WRITE_H
#define BOOTCFG_WRITE_H

#include "base/text.h"
#include "bootcfg/target.h"

/* The header's file name: the C file includes it. */
#define TARGET_HEADER "target_config.h"

/* A C file that defines `const struct boot_config <name>`, the keys included (their public bytes are all there is of them
 * in a boot_key). Only for nrf53boot: a profile of NCS's MCUboot is not written.
 */
void bootcfg_write_c(struct text *out, const struct boot_config *config, const char *name);

/* Its header: declares <name>, and defines every place as a constant, TARGET_BOOT_ADDRESS and so on, for the ports and for
 * a linker script that is run through the C preprocessor with __LINKER__ defined. docs/bootconfig.md lists them.
 */
void bootcfg_write_header(struct text *out, const struct boot_target *target, const char *name);

#endif
