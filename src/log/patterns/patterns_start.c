/* What is printed from the reset on until an application runs, when all is well. */
#include "log/patterns/log_pattern.h"

#define MAIN    "nrfconnect/sdk-mcuboot boot/zephyr/main.c (e994ef4)"
#define PUBLIC  "nrfconnect/sdk-mcuboot boot/bootutil/src/bootutil_public.c (e994ef4)"
#define MOVE    "nrfconnect/sdk-mcuboot boot/bootutil/src/swap_move.c (e994ef4)"
#define SCRATCH "nrfconnect/sdk-mcuboot boot/bootutil/src/swap_scratch.c (e994ef4)"

static const struct log_pattern items[] = {
    { "mcuboot-banner", "*** Booting MCUboot %s", LOG_MCUBOOT, LOG_BOOTLOADER_BANNER, LOG_IN_BOTH,
      "MCUboot's kernel has started; a reset came before it.", NULL, NULL, MAIN },
    { "banner-my-application", "*** Booting My Application %s", LOG_ZEPHYR, LOG_BANNER, LOG_IN_BOTH,
      "A program starts that has no VERSION file. MCUboot calls itself MCUboot: when this stands right before "
      "'Starting "
      "bootloader', MCUboot was built without the vendor's configuration.",
      "A folder sysbuild/mcuboot/ replaces the vendor's prj.conf; a file sysbuild/mcuboot.conf adds to it.", "N53-0910",
      "DevZone 127194" },
    { "banner", "*** Booting %s ***", LOG_ZEPHYR, LOG_BANNER, LOG_IN_BOTH,
      "A kernel has started: an application's, or in older releases MCUboot's, which 'Starting bootloader' then tells.",
      NULL, NULL, "nrfconnect/sdk-zephyr kernel/banner.c" },
    { "sdk-banner", "*** Using %s ***", LOG_ZEPHYR, LOG_SAYS_NOTHING, LOG_IN_BOTH,
      "The release of the SDK or of Zephyr that the program was built with.", NULL, NULL,
      "nrfconnect/sdk-nrf lib/boot_banner" },
    { "bootloader-start", "Starting bootloader", LOG_MCUBOOT, LOG_BOOTLOADER_START, LOG_IN_BOTH,
      "MCUboot begins to look at its slots.",
      "When nothing follows, MCUboot died before it chose an image: its prj.conf was replaced, a driver asserted, or "
      "its stack "
      "is too small.",
      "N53-0910 N53-0112", MAIN ", DevZone 117643" },
    { "bootloader-start-xip", "Starting Direct-XIP bootloader", LOG_MCUBOOT, LOG_BOOTLOADER_START, LOG_IN_SOURCE,
      "MCUboot begins, in a mode that runs images where they lie.", NULL, "N53-0008", MAIN },
    { "primary-trailer", "Primary image: magic=%w, swap_type=0x%x, copy_done=0x%x, image_ok=0x%x", LOG_MCUBOOT,
      LOG_PRIMARY_TRAILER, LOG_IN_BOTH, "What the trailer of the primary slot says.", NULL, NULL, MOVE },
    { "secondary-trailer", "Secondary image: magic=%w, swap_type=0x%x, copy_done=0x%x, image_ok=0x%x", LOG_MCUBOOT,
      LOG_SECONDARY_TRAILER, LOG_IN_BOTH, "What the trailer of the secondary slot says.", NULL, NULL, MOVE },
    { "scratch-trailer", "Scratch: magic=%w, swap_type=0x%x, copy_done=0x%x, image_ok=0x%x", LOG_MCUBOOT,
      LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "What the trailer in the scratch area says; only a swap that was cut off needs it.", NULL, NULL, SCRATCH },
    { "boot-source", "Boot source: %s", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_BOTH,
      "Where an interrupted swap keeps its progress; 'none': no swap is under way. It does not say what is started.",
      NULL, NULL, MOVE },
    { "swap-type", "Image index: %d, Swap type: %w", LOG_MCUBOOT, LOG_SWAP_TYPE, LOG_IN_BOTH,
      "What MCUboot is about to do with this image.", NULL, NULL, PUBLIC },
    { "swap-type-alone", "Swap type: %w", LOG_MCUBOOT, LOG_SWAP_TYPE_ALONE, LOG_IN_BOTH,
      "What MCUboot is about to do with the image.", NULL, NULL, PUBLIC },
    { "chainload", "Bootloader chainload address offset: 0x%x", LOG_MCUBOOT, LOG_CHAINLOAD, LOG_IN_BOTH,
      "Where the image begins that is started: the address of the primary slot. The application must be linked behind "
      "the header "
      "that stands there.",
      NULL, "N53-0310 N53-1401", MAIN },
    { "image-version", "Image version: v%w", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The version in the header of the image that is started.", NULL, NULL, MAIN },
    { "jump", "Jumping to the first image slot", LOG_MCUBOOT, LOG_JUMP, LOG_IN_BOTH,
      "MCUboot starts the application in the primary slot; it prints nothing after this.",
      "When nothing follows, the application died at once: it is linked for another address (layout moved, header of "
      "another size), or TF-M and its partitions do not fit. Or it has another console.",
      "N53-0310 N53-0311 N53-0312 N53-0314 N53-1401", MAIN ", DevZone 80808, 119311, 128074" },
    { "jump-slot", "Jumping to the image slot", LOG_MCUBOOT, LOG_JUMP, LOG_IN_SOURCE,
      "MCUboot starts the image that it chose; it prints nothing after this.", NULL, "N53-0310", MAIN },
    { "sram-copy", "Copying image to SRAM", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "MCUboot runs in the RAM-load mode.", NULL, "N53-0008", MAIN },
    { "simulated-start", "^-> starts app %w, net %s", LOG_SIMULATOR, LOG_SIMULATED_START, LOG_IN_SOURCE,
      "The simulated device starts this pair of images.", NULL, NULL, "nrf53pack simulate" },
    { "simulated-panic", "^-> panic: %s", LOG_SIMULATOR, LOG_SIMULATED_STOP, LOG_IN_SOURCE,
      "The simulated bootloader stops in an assertion; on a device the next boot comes after a reset.", NULL, NULL,
      "nrf53pack simulate" },
};

const struct log_pattern_table log_patterns_start = { items, ARRAY_LENGTH(items) };
