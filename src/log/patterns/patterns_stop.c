/* Why nothing is started: bootloaders that give up, assertions. */
#include "log/patterns/log_pattern.h"

#define LOADER "nrfconnect/sdk-mcuboot boot/bootutil/src/loader.c (e994ef4)"
#define MAIN   "nrfconnect/sdk-mcuboot boot/zephyr/main.c (e994ef4)"

static const struct log_pattern items[] = {
    { "primary-invalid", "Image in the primary slot is not valid!", LOG_MCUBOOT, LOG_PRIMARY_INVALID, LOG_IN_BOTH,
      "Hash, signature or header of the image that should run is wrong.",
      "Another key in the bootloader than the image is signed with, a slot that is elsewhere than where the image was "
      "programmed, or a "
      "swap that damaged it.",
      "N53-0611 N53-1401 N53-1408 N53-0109", LOADER ", mcuboot#2283" },
    { "no-bootable-image", "Unable to find bootable image", LOG_MCUBOOT, LOG_NO_BOOTABLE_IMAGE, LOG_IN_BOTH,
      "No slot holds an image that MCUboot may start: it stops here until the next reset, where it is the same.",
      "Program a signed image into the primary slot. The lines before say why the image was refused.",
      "N53-0611 N53-0307 N53-1401", MAIN },
    { "panic", "panic!", LOG_MCUBOOT, LOG_PANIC, LOG_IN_BOTH,
      "MCUboot cannot tell what to do with an image: the trailer of a slot cannot be read. It stops.",
      "For image 1: its primary slot is RAM and the network-core image pair was dropped from MCUboot. Else the driver "
      "of the external flash.",
      "N53-0004 N53-0001 N53-0402", LOADER ", mcuboot#1845" },
    { "assert-loader", "ASSERT loader.c:%s", LOG_MCUBOOT, LOG_ASSERTION, LOG_IN_SOURCE,
      "An assertion of MCUboot failed: it resets, and comes to the same place again.",
      "With a network image pending: MCUboot in a swap mode reads the size of what lies in RAM.",
      "N53-0001 N53-0002 N53-0011", LOADER },
    { "assert-boot", "ASSERT boot_%s", LOG_MCUBOOT, LOG_ASSERTION, LOG_IN_SOURCE,
      "An assertion of MCUboot failed: it resets, and comes to the same place again.",
      "With a network image pending: MCUboot in a swap mode reads the size of what lies in RAM.",
      "N53-0001 N53-0002 N53-0011", LOADER },
    { "assert-mcuboot", "ASSERTION FAIL [%s] @ %smcuboot/boot/%s", LOG_MCUBOOT, LOG_ASSERTION, LOG_IN_BOTH,
      "An assertion of MCUboot failed: it resets, and comes to the same place again.",
      "With a network image pending: MCUboot in a swap mode reads the size of what lies in RAM.",
      "N53-0001 N53-0002 N53-0011", LOADER ", DevZone 128430" },
    { "assertion", "ASSERTION FAIL [%s", LOG_ZEPHYR, LOG_FAULT, LOG_IN_BOTH,
      "An assertion failed; what stands in the brackets was not true.",
      "The path behind '@' names the file, and so the program.", NULL,
      "nrfconnect/sdk-zephyr include/zephyr/sys/__assert.h" },
    { "abort", "abort()", LOG_ZEPHYR, LOG_ABORT, LOG_IN_BOTH,
      "The program gave up. In MCUboot an assertion ends like this.",
      "With a network image pending: MCUboot in a swap mode. Right after 'Starting bootloader': the vendor's "
      "configuration "
      "was replaced.",
      "N53-0001 N53-0002 N53-0910", "nrfconnect/sdk-zephyr lib/libc, DevZone 128430, 127194" },
    { "exit", "^exit$", LOG_ZEPHYR, LOG_ABORT, LOG_IN_LOGS, "The program gave up.", NULL, NULL,
      "nrfconnect/sdk-zephyr lib/libc" },
    { "protection-failed", "Protect mcuboot flash failed, cancel startup", LOG_MCUBOOT, LOG_PROTECTION_FAILED,
      LOG_IN_BOTH, "MCUboot cannot write-protect its own flash, and stays in an endless loop.",
      "Its partition does not begin or end on the grid of the protection (0x4000 on the nRF5340), or is larger than "
      "what can be "
      "protected (62 KB on the nRF54L15).",
      "N53-0308", MAIN ", sdk-mcuboot#419, DevZone 124932, 126139" },
    { "area-of-image-stop", "Failed to open flash area ID %d (image %d slot %d): %d, cannot continue", LOG_MCUBOOT,
      LOG_STOP_OF_BUILD, LOG_IN_SOURCE,
      "MCUboot has no driver or no partition for this slot, and does not start anything then.",
      "Put the same overlay and driver into MCUboot's configuration as into the application's.",
      "N53-0401 N53-0402 N53-0004 N53-1009",
      "nrfconnect/sdk-mcuboot boot/bootutil/src/loader.c (v2.0.99-ncs1 to ncs-v3.1.0)" },
    { "scratch-stop", "Failed to open scratch flash area: %d, cannot continue", LOG_MCUBOOT, LOG_STOP_OF_BUILD,
      LOG_IN_SOURCE, "MCUboot has no scratch area, and does not start anything then.",
      "The partition scratch, or a mode without one.", "N53-0313",
      "nrfconnect/sdk-mcuboot boot/bootutil/src/loader.c (v2.0.99-ncs1 to ncs-v3.1.0)" },
    { "scratch-area", "Failed to open scratch flash area: %d", LOG_MCUBOOT, LOG_AREA_NOT_OPENED, LOG_IN_SOURCE,
      "MCUboot has no scratch area.", "The partition scratch, or a mode without one.", "N53-0313",
      "nrfconnect/sdk-mcuboot boot/bootutil/src/bootutil_loader.c (e994ef4)" },
    { "area-of-image", "Failed to open flash area ID %d (image %d slot %d): %d", LOG_MCUBOOT, LOG_AREA_NOT_OPENED,
      LOG_IN_SOURCE, "MCUboot has no driver or no partition for this slot.",
      "Put the same overlay and driver into MCUboot's configuration as into the application's.",
      "N53-0401 N53-0402 N53-0004 N53-1009", "nrfconnect/sdk-mcuboot boot/bootutil/src/bootutil_loader.c (e994ef4)" },
    { "areas-not-opened", "Failed to open flash areas, cannot continue", LOG_MCUBOOT, LOG_STOP_OF_BUILD, LOG_IN_SOURCE,
      "A slot is out of MCUboot's reach, and it does not start anything then.",
      "Driver, overlay or partition of a slot is missing in MCUboot's image.", "N53-0401 N53-0402 N53-0004 N53-1009",
      LOADER },
    { "usb-not-enabled", "Cannot enable USB", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "Serial recovery over USB has no USB.", "The USB configuration of MCUboot's image.", "N53-0706", MAIN },
    { "never-get-here", "Never should get here", LOG_MCUBOOT, LOG_PANIC, LOG_IN_SOURCE,
      "What MCUboot started came back: there was no program.", NULL, "N53-0310", MAIN },
    { "unbootable-state", "Device in an unbootable state: %s", LOG_MCUBOOT, LOG_NO_BOOTABLE_IMAGE, LOG_IN_SOURCE,
      "The life cycle state of the device forbids to start anything.", NULL, NULL, MAIN },
};

const struct log_pattern_table log_patterns_stop = { items, ARRAY_LENGTH(items) };
