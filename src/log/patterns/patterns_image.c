/* MCUboot while it reads and checks images, and what it needs for that: keys, decompression, its flash map. */
#include "log/patterns/log_pattern.h"

#define SIGN   "nrfconnect/sdk-mcuboot boot/bootutil/src/image_rsa_nrf.c, image_ecdsa.c, ed25519_psa.c (e994ef4)"
#define ENC    "nrfconnect/sdk-mcuboot boot/bootutil/src/encrypted.c, encrypted_psa.c, bootutil_misc.c (e994ef4)"
#define DECOMP "nrfconnect/sdk-mcuboot boot/zephyr/decompression.c (e994ef4)"
#define LOADER_ALL                                                                                                     \
    "nrfconnect/sdk-mcuboot boot/bootutil/src/loader.c, bootutil_loader.c, bootutil_priv.h (v1.7.2-ncs1 to e994ef4)"
#define VALIDATE "nrfconnect/sdk-mcuboot boot/bootutil/src/image_validate.c (e994ef4)"
#define MISC     "nrfconnect/sdk-mcuboot boot/bootutil/src/bootutil_misc.c (e994ef4)"
#define RAM      "nrfconnect/sdk-mcuboot boot/bootutil/src/ram_load.c (v1.7.2-ncs1 to e994ef4)"
#define FLASHMAP "nrfconnect/sdk-mcuboot boot/zephyr/flash_map_extended.c, flash_map_legacy.c (v1.7.2-ncs1 to e994ef4)"
#define MAIN     "nrfconnect/sdk-mcuboot boot/zephyr/main.c (e994ef4)"

static const struct log_pattern items[] = {
    { "signature-failed",
      "signature verification failed %d|RSA import key failed %d|ED25519 key import failed %d|Failed to destroy "
      "imported public key: %d",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE, "The signature of an image does not fit one of MCUboot's keys.",
      "Another key, or another algorithm than MCUboot is built with. 'nrf53pack verify FILE --against BUILD' tells "
      "which.",
      "N53-0601 N53-0611 N53-1407 N53-1408", SIGN },
    { "psa-init", "PSA crypto init failed %d|PSA crypto init failed with error %d|AES crypto init failed %d",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE, "MCUboot's cryptography does not start: no image can be verified.",
      NULL, NULL, SIGN },
    { "encryption-key",
      "MAC verification failed %d|Random key decryption failed %d|Failed to parse ASN1 private key|boot_read_enc_key: "
      "No key, read all 0xFF|boot_swap_image: Failed loading key (%d, %d)",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE, "The key of an encrypted image cannot be opened.",
      "The image is encrypted for another key than MCUboot holds, or its trailer lost the key in mid-swap.", "N53-1418",
      ENC },
    { "encryption-engine",
      "AES enc %s failed %d|AES dec %s failed %d|AES key import failed %d|PSA dec %s failed %d|Key derivation %s "
      "failed %d|Key derivation failed %d|MAC key import failed %d|Built-in key import failed %d|aes_ctr_set_key; "
      "import failed %d",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "An encrypted image cannot be opened: the cryptography refuses an operation.",
      "MCUboot's heap and PSA configuration; the image itself may be good.", "N53-1418", ENC },
    { "key-cleanup",
      "AES key destruction failed %d|Built-in key destruction failed %d|MAC key destruction failed %d|Failed to "
      "destroy key %d|aes_ctr_drop: destruction failed %d",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "A key could not be taken out of memory after its use. The update goes on.", NULL, NULL, ENC },
    { "compressed-too-large",
      "Compressed image too large, decompressed image size: 0x%x, slot size: 0x%x|Decompressed image larger than "
      "claimed TLV size, at least: %d",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE, "The image does not fit its slot when it is decompressed.",
      "Make the image smaller: only its file is compressed, not what is installed.", "N53-0501", DECOMP },
    { "compressed-primary", "Primary slots cannot be compressed, image: %d", LOG_MCUBOOT, LOG_SAYS_NOTHING,
      LOG_IN_SOURCE, "A compressed image lies in the primary slot, where it cannot be started.",
      "Program the image that is not compressed; compressed ones are for uploads.", NULL, DECOMP },
    { "compressed-damaged",
      "Invalid decompressed image size TLV: %d|Invalid/missing image decrypted compressed size value|Invalid image "
      "compression flags%s|Decompression error: %d|Decompression library fatal error|Decompression expected "
      "output_size mismatch: %d vs %d|Decompression system returning no output data%s|All compressed data consumed "
      "without any output%s|No unprotected TLVs in post-decompressed image output%s|Unable to determine decompressed "
      "size of compressed image|Unable to determine protected TLV size of compressed image|Unable to determine "
      "unprotected TLV size of compressed image|Protected TLV copy failure: %d|Filter writeback position exceeds "
      "buffer size|Unknown decryption block size",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "A compressed image cannot be opened: it is damaged, or compressed otherwise than this MCUboot can.",
      "Upload again; where it stays, compress with the SDK release that MCUboot is of.", NULL, DECOMP },
    { "validation-attempt", "Image validation attempt %d/%d failure: %d", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "An image was found wrong; MCUboot looks at it again.",
      "An image that is right at a later attempt was read wrongly: external flash, its clock or its supply.",
      "N53-0402", LOADER_ALL },
    { "validate-rejected",
      "bootutil_img_validate: image rejected, %s|bootutil_img_validate: slot %d rejected, %s|bootutil_img_validate: "
      "image %d slot %d rejected, %s|Slot %d image %d has invalid custom TLV data, error %d",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE, "Why the check of an image refuses it.", NULL, NULL, VALIDATE },
    { "invalid-key-id", "bootutil_verify_sig: %s|bootutil_verify: %s|ED25519_verify: %s", LOG_MCUBOOT, LOG_SAYS_NOTHING,
      LOG_IN_SOURCE, "What MCUboot does while it checks a signature.", NULL, NULL, SIGN },
    { "logical-sectors", "boot_verify_logical_sectors: %s|boot_read_sectors: %s", LOG_MCUBOOT, LOG_SAYS_NOTHING,
      LOG_IN_SOURCE,
      "MCUboot compares its logical sectors (CONFIG_MCUBOOT_LOGICAL_SECTOR_SIZE) with the flash's pages.",
      "Where it calls something misaligned: the slots must begin and end on whole logical sectors.",
      "N53-0403 N53-1004", MISC },
    { "status-of-area", "Failed to read status from %d, err %d", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The trailer of a slot cannot be read.", "The driver of the slot's flash.", "N53-0402", MISC },
    { "load-address", "Failed to read image %d load address", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The header of an image does not say where it belongs.", NULL, "N53-0310", LOADER_ALL },
    { "copy-done-not-set", "Failed to set copy_done flag of the image in the %w slot", LOG_MCUBOOT, LOG_SAYS_NOTHING,
      LOG_IN_SOURCE, "A trailer cannot be written: a later revert would not work.",
      "A worn-out or protected page in the slot's trailer.", "N53-0304", LOADER_ALL },
    { "counter-lock", "Security counter lock failed after image %d validation", LOG_MCUBOOT, LOG_SAYS_NOTHING,
      LOG_IN_SOURCE, "The hardware counter could not be locked, and MCUboot starts nothing then.", NULL, "N53-0613",
      LOADER_ALL },
    { "shared-data",
      "Failed to add image data to shared area|Failed to add data to shared memory area|Failed to add Image %d data to "
      "shared memory area|Shared data TLV header write failed: %d|Shared data TLV data write failed: %d",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "What MCUboot tells the application (measured boot, bootloader information) cannot be written; MCUboot starts "
      "nothing then.",
      "The retained RAM of MCUboot's devicetree: the same region in both images, and large enough.", NULL, LOADER_ALL },
    { "slot-version", "Primary slot: version=%w|Secondary slot: version=%w", LOG_MCUBOOT, LOG_SAYS_NOTHING,
      LOG_IN_SOURCE, "The version in the header of the image in this slot.", NULL, NULL, LOADER_ALL },
    { "no-slot-to-load", "No slot to load for image %d", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "Direct-XIP or RAM-load: neither slot holds an image that may run.", NULL, "N53-0008", LOADER_ALL },
    { "ram-load-failed",
      "Error whilst copying image %d from Flash to SRAM: %d|Error whilst copying image from Flash to SRAM: %d|Image %d "
      "RAM load address 0x%x is invalid|Image RAM load address 0x%x is invalid|Image %d RAM loading to 0x%x is "
      "failed|RAM loading to 0x%x is failed",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE, "RAM-load: an image cannot be brought into RAM.",
      "The load address in its header, and the RAM that MCUboot gives it.", "N53-0008", RAM },
    { "ram-load",
      "Image %d RAM loading to 0x%x is succeeded|RAM loading to 0x%x is succeeded|Removing image %d from SRAM at "
      "address 0x%x|Removing image from SRAM at address 0x%x|Removing image %d slot %d from flash",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE, "MCUboot runs in the RAM-load mode.", NULL, "N53-0008", RAM },
    { "flash-id", "invalid flash ID %d; expected %d|invalid flash ID %d|invalid flash area ID", LOG_MCUBOOT,
      LOG_SAYS_NOTHING, LOG_IN_SOURCE, "MCUboot was asked for a flash that it does not know.",
      "A slot in a flash that MCUboot's devicetree does not have.", "N53-0401", FLASHMAP },
    { "area-sectors", "area %d size 0x%x not divisible by sector size 0x%x|flash area %d sector count overflow",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "A slot is no whole number of the flash's pages, or has more than MCUboot's table.", NULL,
      "N53-0403 N53-0307 N53-1004", FLASHMAP },
    { "flash-device", "Flash device %s not found", LOG_MCUBOOT, LOG_STOP_OF_BUILD, LOG_IN_SOURCE,
      "MCUboot's flash has no driver, and it starts nothing.",
      "The flash's driver in MCUboot's configuration, and the chosen zephyr,flash-controller of its devicetree.",
      "N53-0402", "nrfconnect/sdk-mcuboot boot/zephyr/main.c (v1.7.2-ncs1 to v1.9.99-ncs1)" },
    { "ext-apis", "Failed to provide EXT_APIs|Unable to find firmware info structure in 0x%x", LOG_MCUBOOT,
      LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "MCUboot hands the immutable bootloader's functions to the application, which does not ask for them in a way "
      "that it knows.",
      "Only an application with CONFIG_FW_INFO and external interfaces needs that.", NULL, MAIN },
    { "uuid-init", "Unable to initialize UUID module: %d", LOG_MCUBOOT, LOG_STOP_OF_BUILD, LOG_IN_SOURCE,
      "MCUboot's vendor and class identifiers are not there, and it starts nothing.",
      "CONFIG_MCUBOOT_UUID_VID_VALUE and ..._CID_VALUE.", NULL, MAIN },
    { "watchdog-setup", "Watchdog setup failed: %d|Watchdog install timeout failed: %d", LOG_MCUBOOT, LOG_SAYS_NOTHING,
      LOG_IN_SOURCE, "MCUboot runs without its watchdog.", NULL, NULL,
      "nrfconnect/sdk-mcuboot boot/zephyr/watchdog.c (e994ef4)" },
    { "led", "Didn't find LED device %s", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "MCUboot's light is not there; nothing else depends on it.", NULL, NULL,
      "nrfconnect/sdk-mcuboot boot/zephyr/io.c (e994ef4)" },
    { "boot-delay", "***** delaying boot %s", LOG_ZEPHYR, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The kernel waits before it starts (CONFIG_BOOT_DELAY).", NULL, NULL, "nrfconnect/sdk-zephyr kernel/banner.c" },
};

const struct log_pattern_table log_patterns_image = { items, ARRAY_LENGTH(items) };
