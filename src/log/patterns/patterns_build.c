/* What the build prints about keys and partitions. */
#include "log/patterns/log_pattern.h"

#define PM "nrfconnect/sdk-nrf scripts/partition_manager.py"

static const struct log_pattern items[] = {
    { "build-default-key", "Using default MCUBoot key, it should not be used for production", LOG_BUILD,
      LOG_BUILD_WARNING, LOG_IN_BOTH, "Images are signed with a key whose private half everybody has.",
      "SB_CONFIG_BOOT_SIGNATURE_KEY_FILE (sysbuild), or CONFIG_BOOT_SIGNATURE_KEY_FILE in child_image/mcuboot.conf "
      "(before).",
      "N53-0601 N53-0602 N53-0611", "nrfconnect/sdk-mcuboot boot/zephyr/CMakeLists.txt, DevZone 103742" },
    { "build-key-file", "MCUBoot bootloader key file: %s", LOG_BUILD, LOG_SAYS_NOTHING, LOG_IN_BOTH,
      "The key that the bootloader is built with.", NULL, "N53-0611",
      "nrfconnect/sdk-mcuboot boot/zephyr/CMakeLists.txt" },
    { "build-invalid-address", "invalid address 0x%x, expected 0x%x", LOG_BUILD, LOG_BUILD_ERROR, LOG_IN_LOGS,
      "A partition of the static map is not where its alignment wants it.",
      "Move it to the address that is expected, and what lies behind it. Where the names are your own: Partition "
      "Manager knows only "
      "mcuboot_primary, mcuboot_secondary and the like.",
      "N53-0304 N53-0321", PM ", DevZone 125037, 102186" },
    { "build-last-partition", "End of last partition is after last valid address", LOG_BUILD, LOG_BUILD_ERROR,
      LOG_IN_LOGS, "The layout is larger than its memory.",
      "A static partition at an address that something else has, or sizes that do not add up.",
      "N53-0306 N53-0305 N53-0320", PM ", DevZone 114604" },
    { "build-gaps", "Incorrect amount of gaps found", LOG_BUILD, LOG_BUILD_ERROR, LOG_IN_SOURCE,
      "The static map leaves no gap for the partitions that it does not name, or more than one.",
      "Name every partition in the static map, with one gap at most for each memory.", "N53-0326", PM },
    { "build-partition-manager", "Partition manager failed: %s", LOG_BUILD, LOG_BUILD_ERROR, LOG_IN_LOGS,
      "Partition Manager refused the layout.", NULL, "N53-0326 N53-0304 N53-0306", PM },
    { "build-partition-output", "Partition Manager output generation failed", LOG_BUILD, LOG_BUILD_ERROR, LOG_IN_SOURCE,
      "Partition Manager's layout cannot be written down.",
      "What its script says in the lines below: most often a static map that contradicts itself.",
      "N53-0326 N53-0304 N53-0306", "nrfconnect/sdk-nrf cmake/partition_manager.cmake" },
    { "build-partition-aborting", "Partition Manager failed, aborting", LOG_BUILD, LOG_BUILD_ERROR, LOG_IN_SOURCE,
      "Partition Manager refused the layout.", "What its script says in the lines around this one.",
      "N53-0326 N53-0304 N53-0306", "nrfconnect/sdk-nrf cmake/partition_manager.cmake" },
    { "build-cmake-error", "CMake Error at %s", LOG_BUILD, LOG_BUILD_ERROR, LOG_IN_LOGS,
      "The build stops in its configuration; the lines below say why.", NULL, NULL, "CMake message(FATAL_ERROR)" },
    { "build-primary-1", "PM_MCUBOOT_PRIMARY_1_ID", LOG_BUILD, LOG_BUILD_ERROR, LOG_IN_LOGS,
      "Two images are configured, and there is no RAM slot for the network core's.",
      "SB_CONFIG_MCUBOOT_NRF53_MULTI_IMAGE_UPDATE=y with SB_CONFIG_MCUBOOT_MODE_OVERWRITE_ONLY=y.", "N53-0004 N53-0206",
      "DevZone 121885" },
    { "build-secondary-1", "PM_MCUBOOT_SECONDARY_1_ID", LOG_BUILD, LOG_BUILD_ERROR, LOG_IN_LOGS,
      "Two images are configured, and there is no slot for the network core's.",
      "SB_CONFIG_MCUBOOT_NRF53_MULTI_IMAGE_UPDATE=y with SB_CONFIG_MCUBOOT_MODE_OVERWRITE_ONLY=y.", "N53-0004 N53-0409",
      "DevZone 121885" },
    { "build-device-ord", "undefined reference to `__device_dts_ord_%d'", LOG_BUILD, LOG_BUILD_ERROR, LOG_IN_BOTH,
      "A device that the devicetree names has no driver in this image.",
      "Enable the driver of the external flash in MCUboot's configuration (CONFIG_NORDIC_QSPI_NOR or CONFIG_SPI_NOR).",
      "N53-0402 N53-0407", "nrfconnect/sdk-nrf bootloader_partitioning.rst" },
    { "build-flash-overflow", "region `FLASH' overflowed by %d bytes", LOG_BUILD, LOG_BUILD_ERROR, LOG_IN_LOGS,
      "A program is larger than its partition; the line before names which.",
      "Of MCUboot: its partition is too small for what was switched on. Of the application with own names of slots: "
      "Partition Manager did "
      "not see them.",
      "N53-0321", "DevZone 113318, 125037" },
    { "build-symbol-not-taken", "was assigned the value '%w' but got the value '%w'", LOG_BUILD, LOG_BUILD_WARNING,
      LOG_IN_BOTH, "A line of a .conf does not count: what it depends on is not there.",
      "With sysbuild the bootloader is chosen in sysbuild.conf, not in prj.conf.", "N53-0915 N53-0917 N53-0912",
      "nrfconnect/sdk-zephyr scripts/kconfig/kconfig.py, DevZone 117731" },
    { "build-symbol-ignored", "this option will be ignored", LOG_BUILD, LOG_BUILD_WARNING, LOG_IN_LOGS,
      "A signing option stands in the image that does not read it.",
      "With child images the key belongs into child_image/mcuboot.conf.", "N53-0611", "DevZone 103742" },
    { "build-s0-s1", "PM_S0_SIZE == PM_S1_SIZE", LOG_BUILD, LOG_BUILD_ERROR, LOG_IN_LOGS,
      "The two copies of MCUboot behind the immutable bootloader have different sizes.",
      "Leave CONFIG_PM_PARTITION_SIZE_MCUBOOT to Partition Manager, or make both equal.", "N53-0309",
      "DevZone 128430" },
};

const struct log_pattern_table log_patterns_build = { items, ARRAY_LENGTH(items) };
