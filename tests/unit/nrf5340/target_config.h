/* A product as the firmware build sees it, for the tests of the nRF5340 port: an nRF5340 DK, all pins named. */
#ifndef TARGET_CONFIG_H
#define TARGET_CONFIG_H

#include "nrf53pack/boot_config.h"

#define TARGET_APP_FLASH_ADDRESS   0x00000000u
#define TARGET_APP_FLASH_SIZE      0x00100000u
#define TARGET_EXTERNAL_FLASH_SIZE 0x00800000u
#define TARGET_RAM_ADDRESS         0x20000000u
#define TARGET_RAM_SIZE            0x00080000u
#define TARGET_MAILBOX_ADDRESS     0x20000000u
#define TARGET_BOOT_RAM_ADDRESS    0x20002000u
#define TARGET_RAM_FLASH_ADDRESS   0x20030000u
#define TARGET_RAM_FLASH_SIZE      0x00040000u
#define TARGET_BOOT_ADDRESS        0x00000000u
#define TARGET_BOOT_SIZE           0x0000e000u /* three and a half regions of the SPU */
#define TARGET_LOG_PIN             20
#define TARGET_SERIAL_TX_PIN       20
#define TARGET_SERIAL_RX_PIN       22
#define TARGET_RECOVERY_PIN        23

extern const struct boot_config target_config;

#endif
