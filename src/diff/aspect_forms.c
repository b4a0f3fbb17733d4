#include "diff/aspect_forms.h"

#include "base/attributes.h"

#define SYMBOL(image, symbol)      READ_SYMBOL, (image), (symbol), NULL
#define NET_PARTITION(name, label) READ_NET_PARTITION, IMAGE_B0N, (name), (label)
#define SLOT(name, label)          READ_SLOT, IMAGE_MCUBOOT, (name), (label)
#define OF_TREE(kind)              (kind), IMAGE_APP, NULL, NULL
#define OF_IMAGE(kind, role)       (kind), (role), NULL, NULL
#define PRODUCED                   "written once, by production"
#define STORAGE_RULES              "N53-1409 N53-1414 N53-1415"
#define STORAGE(name)                                                                                                  \
    {                                                                                                                  \
        "storage", (name), PARTITION(name), STORAGE_RULES, NULL                                                        \
    }

/* clang-format off: one row an aspect */
const struct aspect_form aspect_forms[] = {
    { "build", "SDK release", OF_TREE(READ_RELEASE), NULL, "what the release changes of the rest stands below" },
    { "build", "board", OF_TREE(READ_BOARD), NULL, "another board: look whether it is the same hardware" },
    { "build", "application", OF_IMAGE(READ_IMAGE_NAME, IMAGE_APP), NULL, BROUGHT },
    { "build", "network image", OF_IMAGE(READ_IMAGE_NAME, IMAGE_NET), NULL, BROUGHT },
    { "build", "updates by MCUmgr", SYMBOL(IMAGE_APP, "CONFIG_MCUMGR_GRP_IMG"), NULL, LAST_UPDATE },
    { "build", "access to the slots", SYMBOL(IMAGE_APP, "CONFIG_IMG_MANAGER"), NULL, LAST_UPDATE },
    { "build", "driver of the flash at QSPI", SYMBOL(IMAGE_APP, "CONFIG_NORDIC_QSPI_NOR"), NULL, LAST_UPDATE },
    { "build", "driver of the flash at SPI", SYMBOL(IMAGE_APP, "CONFIG_SPI_NOR"), NULL, LAST_UPDATE },
    { "build", "TF-M", SYMBOL(IMAGE_APP, "CONFIG_BUILD_WITH_TFM"), "N53-1413", BROUGHT },

    { "bootloader", "bootloader", OF_TREE(READ_BOOTLOADER), "N53-1417", KEPT },
    { "bootloader", "MCUboot's partition", SLOT("mcuboot", "boot_partition"), NULL, KEPT },
    { "bootloader", "upgrade mode", OF_TREE(READ_MODE), "N53-1411 N53-1412", KEPT },
    { "bootloader", "images", SYMBOL(IMAGE_MCUBOOT, "CONFIG_UPDATEABLE_IMAGE_NUMBER"), "N53-1420", NULL },
    { "bootloader", "network core's updates as image 1", SYMBOL(IMAGE_MCUBOOT, "CONFIG_NRF53_MULTI_IMAGE_UPDATE"),
      "N53-1412 N53-1420", KEPT },
    { "bootloader", "number of the application's image",
      SYMBOL(IMAGE_MCUBOOT, "CONFIG_MCUBOOT_APPLICATION_IMAGE_NUMBER"), NULL, KEPT },
    { "bootloader", "number of the network image", SYMBOL(IMAGE_MCUBOOT, "CONFIG_MCUBOOT_NETWORK_CORE_IMAGE_NUMBER"),
      NULL, KEPT },
    { "bootloader", "sector table", SYMBOL(IMAGE_MCUBOOT, "CONFIG_BOOT_MAX_IMG_SECTORS"), "N53-1403", KEPT },
    { "bootloader", "signature type", OF_TREE(READ_SIGNATURE_TYPE), "N53-1407 N53-1421", NULL },
    { "bootloader", "signing key", OF_TREE(READ_KEY), "N53-1408", NULL },
    { "bootloader", "hash", OF_TREE(READ_HASH), "N53-1421", NULL },
    { "bootloader", "whole key in the image", SYMBOL(IMAGE_MCUBOOT, "CONFIG_BOOT_HW_KEY"), "N53-1421", NULL },
    { "bootloader", "vendor identifier", SYMBOL(IMAGE_MCUBOOT, "CONFIG_MCUBOOT_UUID_VID"), "N53-1421", KEPT },
    { "bootloader", "class identifier", SYMBOL(IMAGE_MCUBOOT, "CONFIG_MCUBOOT_UUID_CID"), "N53-1421", KEPT },
    { "bootloader", "compressed images", SYMBOL(IMAGE_MCUBOOT, "CONFIG_MCUBOOT_COMPRESSED_IMAGE_SUPPORT_ENABLED"),
      "N53-1421", KEPT },
    { "bootloader", "encryption", OF_TREE(READ_ENCRYPTION), "N53-1418", NULL },
    { "bootloader", "downgrade prevention", SYMBOL(IMAGE_MCUBOOT, "CONFIG_MCUBOOT_DOWNGRADE_PREVENTION"), NULL, KEPT },
    { "bootloader", "downgrade prevention by counter", SYMBOL(IMAGE_MCUBOOT, "CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION"),
      "N53-1421", KEPT },
    { "bootloader", "serial recovery", SYMBOL(IMAGE_MCUBOOT, "CONFIG_MCUBOOT_SERIAL"), NULL, KEPT },
    { "bootloader", "immutable bootloader", OF_IMAGE(READ_IMAGE_NAME, IMAGE_B0), NULL, KEPT },
    { "bootloader", "keys of b0 and b0n", OF_TREE(READ_B0_KEYS), NULL, PRODUCED },
    { "bootloader", "S0", PARTITION("s0"), NULL, KEPT },
    { "bootloader", "S1", PARTITION("s1"), NULL, KEPT },
    { "bootloader", "provision of b0", PARTITION("provision"), NULL, PRODUCED },

    { "slots", "mcuboot_primary", SLOT("mcuboot_primary", "slot0_partition"),
      "N53-1401 N53-1402 N53-1403 N53-1410 N53-1414 N53-1419", NULL },
    { "slots", "mcuboot_secondary", SLOT("mcuboot_secondary", "slot1_partition"), "N53-1402 N53-1403 N53-1414 N53-1419",
      NULL },
    { "slots", "mcuboot_primary_1", SLOT("mcuboot_primary_1", "slot2_partition"), "N53-1402 N53-1403", NULL },
    { "slots", "mcuboot_secondary_1", SLOT("mcuboot_secondary_1", "slot3_partition"),
      "N53-1402 N53-1403 N53-1414 N53-1419", NULL },
    { "slots", "mcuboot_scratch", SLOT("mcuboot_scratch", "scratch_partition"), "N53-1414", KEPT },
    { "slots", "mcuboot_pad", PARTITION("mcuboot_pad"), NULL, "stands in each image's header" },
    { "slots", "nrf53boot_net_backup", PARTITION("nrf53boot_net_backup"), "N53-1419", NULL },
    { "slots", "external flash", OF_TREE(READ_EXTERNAL_FLASH), "N53-1422", NULL },
    { "slots", "smallest write", SYMBOL(IMAGE_APP, "CONFIG_MCUBOOT_FLASH_WRITE_BLOCK_SIZE"), NULL,
      "the trailer of a slot follows from it: look that the released one is the same flash" },

    { "network core", "place of the network image", OF_TREE(READ_NET_PLACE), "N53-1405", NULL },
    { "network core", "address of the command block", OF_TREE(READ_COMMAND_BLOCK), "N53-1404", NULL },
    { "network core", "b0n", NET_PARTITION("b0n", "b0n_partition"), NULL, KEPT_B0N },
    { "network core", "b0n_container", NET_PARTITION("b0n_container", NULL), "N53-1405", NULL },
    { "network core", "provision", NET_PARTITION("provision", "provision_partition"), NULL, PRODUCED },
    { "network core", "pcd_sram", PARTITION("pcd_sram"), "N53-1404", NULL },
    { "network core", "b0n checks the hash", SYMBOL(IMAGE_B0N, "CONFIG_SB_VALIDATE_FW_HASH"), "N53-1406", NULL },
    { "network core", "b0n checks a signature", SYMBOL(IMAGE_B0N, "CONFIG_SB_VALIDATE_FW_SIGNATURE"), "N53-1406",
      NULL },
    { "network core", "marks of a firmware", OF_TREE(READ_FIRMWARE_IDENTITY), "N53-1423", NULL },
    { "network core", "b0n counts versions", SYMBOL(IMAGE_B0N, "CONFIG_SB_MONOTONIC_COUNTER"), NULL, KEPT_B0N },
    { "network core", "b0n's counters", SYMBOL(IMAGE_B0N, "CONFIG_SB_NUM_VER_COUNTER_SLOTS"), NULL, PRODUCED },

    { "storage", "format", OF_TREE(READ_STORAGE_FORMAT), "N53-1424", NULL },
    { "storage", "sectors of the settings", READ_STORAGE_SECTORS, IMAGE_APP, "settings_storage", "storage_partition",
      "N53-1409 N53-1416 N53-1424 N53-1425", NULL },
    { "storage", "settings_storage", READ_SLOT, IMAGE_APP, "settings_storage", "storage_partition",
      STORAGE_RULES " N53-1416", NULL },
    STORAGE("nvs_storage"),
    STORAGE("littlefs_storage"),
    STORAGE("factory_data"),
    STORAGE("nonsecure_storage"),
    STORAGE("tfm_storage"),
    STORAGE("tfm_its"),
    STORAGE("tfm_ps"),
    STORAGE("tfm_otp_nv_counters"),
    STORAGE("memfault_storage"),
    STORAGE("app_storage"),

    { "shared by both cores", "rpmsg_nrf53_sram", PARTITION("rpmsg_nrf53_sram"), NULL,
      "both images have to change together" },

    { "firmware", "version of the application", OF_IMAGE(READ_VERSION, IMAGE_APP), NULL, BROUGHT },
    { "firmware", "version of the network image", OF_IMAGE(READ_VERSION, IMAGE_NET), NULL, BROUGHT },
    { "firmware", "security counter of the application", OF_IMAGE(READ_COUNTER, IMAGE_APP), NULL, BROUGHT },
    { "firmware", "security counter of the network image", OF_IMAGE(READ_COUNTER, IMAGE_NET), NULL, BROUGHT },
    { "firmware", "application", OF_IMAGE(READ_FIRMWARE, IMAGE_APP), NULL, BROUGHT },
    { "firmware", "network image", OF_IMAGE(READ_FIRMWARE, IMAGE_NET), NULL, BROUGHT },
};
/* clang-format on */

const size_t aspect_form_count = ARRAY_LENGTH(aspect_forms);
