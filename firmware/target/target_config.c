/* struct boot_config of one product, from the constants of the generated header. */
#include "target_config.h"

#define PAGE_SIZE    4096u
#define WRITE_SIZE   4u
#define MAX_ALIGN    8u
#define NET_ATTEMPTS 3u
#define NET_TIME_MS  30000u

static const uint8_t key_der[TARGET_KEY_SIZE] = { TARGET_KEY_DER };

static const struct boot_key keys[] = {
    { .type = TARGET_KEY_TYPE, .der = key_der, .der_size = sizeof key_der, .hash = { TARGET_KEY_HASH } },
};

const struct boot_config target_config = {
    .image_count = TARGET_IMAGE_COUNT,
    .images = {
        [BOOT_IMAGE_APP] = {
            .mode = TARGET_IMAGE0_MODE,
            .primary = { FLASH_DEVICE_APP, TARGET_PRIMARY_OFFSET, TARGET_PRIMARY_SIZE, PAGE_SIZE },
            .secondary = { FLASH_DEVICE_EXTERNAL, TARGET_SECONDARY_OFFSET, TARGET_SECONDARY_SIZE, PAGE_SIZE },
            .write_size = WRITE_SIZE,
            .max_align = MAX_ALIGN,
            .max_sectors = TARGET_MAX_SECTORS,
            .downgrade = TARGET_DOWNGRADE,
            .run_start = TARGET_RUN_START,
            .run_end = TARGET_RUN_END,
        },
        [BOOT_IMAGE_NET] = {
            .mode = UPGRADE_OVERWRITE_ONLY,
            .primary = { FLASH_DEVICE_RAM, 0, TARGET_RAM_FLASH_SIZE, PAGE_SIZE },
            .secondary = { FLASH_DEVICE_EXTERNAL, TARGET_SECONDARY1_OFFSET, TARGET_SECONDARY1_SIZE, PAGE_SIZE },
            .write_size = WRITE_SIZE,
            .max_align = MAX_ALIGN,
            .max_sectors = TARGET_MAX_SECTORS,
            .downgrade = TARGET_DOWNGRADE,
            .run_start = TARGET_NET_APP_ADDRESS,
            .run_end = TARGET_NET_APP_ADDRESS + TARGET_NET_APP_SIZE,
        },
    },
    .net = {
        .present = TARGET_IMAGE_COUNT > 1,
        .netboot = NETBOOT_REFERENCE,
        .mailbox_address = TARGET_MAILBOX_ADDRESS,
        .ram_flash_address = TARGET_RAM_FLASH_ADDRESS,
        .app_flash_address = TARGET_APP_FLASH_ADDRESS,
        .net_app = { FLASH_DEVICE_NET, TARGET_NET_APP_ADDRESS - TARGET_NET_FLASH_ADDRESS, TARGET_NET_APP_SIZE, 2048u },
        .net_flash_address = TARGET_NET_FLASH_ADDRESS,
        .attempts = NET_ATTEMPTS,
        .timeout_ms = NET_TIME_MS,
        .backup = { FLASH_DEVICE_EXTERNAL, TARGET_BACKUP_OFFSET, TARGET_BACKUP_SIZE, PAGE_SIZE },
    },
    .keys = keys,
    .key_count = sizeof keys / sizeof keys[0],
    .recovery = false,
    .ncs = NULL,
};
