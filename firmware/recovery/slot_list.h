/* The image group's slot information: which slots there are, and the numbers that uploads to them have.
 *
 * Source: zephyrproject-rtos/zephyr doc/services/device_mgmt/smp_groups/smp_group_1.rst; the numbers as in
 * mcu-tools/mcuboot boot/boot_serial/src/boot_serial.c, bs_slot_info(), with direct upload.
 */
#ifndef RECOVERY_SLOT_LIST_H
#define RECOVERY_SLOT_LIST_H

#include "firmware/recovery/recovery.h"

/* Slots that no upload goes to in this configuration are left out. Sizes in bytes. */
enum smp_error slot_list_handle(const struct boot_config *config, const struct smp_request *request,
                                struct cbor_writer *answer);

#endif
