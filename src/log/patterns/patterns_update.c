/* An update under way in MCUboot. */
#include "log/patterns/log_pattern.h"

#define LOADER "nrfconnect/sdk-mcuboot boot/bootutil/src/loader.c (e994ef4)"
#define SWAP   "nrfconnect/sdk-mcuboot boot/bootutil/src/swap_move.c, swap_offset.c, swap_scratch.c (e994ef4)"

static const struct log_pattern items[] = {
    { "swap-start", "Starting swap using %w algorithm", LOG_MCUBOOT, LOG_SWAP_START, LOG_IN_BOTH,
      "The two slots of an image exchange what they hold.",
      "An image of the network core cannot be swapped: its primary slot is RAM. One that is reported here for image 1, "
      "or an application's "
      "slot that holds the network image, ends in a loop or in a revert.",
      "N53-0001 N53-0002", SWAP },
    { "overwrite-start", "Image %d upgrade secondary slot -> primary slot|Image upgrade secondary slot -> primary slot",
      LOG_MCUBOOT, LOG_OVERWRITE_START, LOG_IN_BOTH,
      "The new image overwrites the old one (overwrite-only): there is no way back to it.", NULL, NULL, LOADER },
    { "overwrite-erase", "Erasing the primary slot", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_BOTH,
      "The old image goes. After a power cut the copy begins anew.", NULL, NULL, LOADER },
    { "overwrite-copy",
      "Image %d copying the secondary slot to the primary slot: 0x%x bytes|Copying the secondary slot to the primary "
      "slot: 0x%x bytes",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_BOTH, "The new image is copied; the number is its size.", NULL, NULL,
      LOADER },
    { "stuck-revert", "Cleared image %d primary slot trailer due to stuck revert", LOG_MCUBOOT, LOG_TRIAL_REFUSED,
      LOG_IN_SOURCE,
      "A revert was due and the secondary slot holds no image to go back to: MCUboot gave it up and keeps what runs.",
      "The old image was erased or overwritten before the new one was confirmed. Confirm first, then upload.",
      "N53-0108", LOADER },
    { "net-update-detected", "Binary in secondary slot of image %d is destined for the network core", LOG_MCUBOOT,
      LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "MCUboot recognised an image of the network core in the application's slot (one image pair for both cores).",
      "Works from internal flash only: with the secondary slot in external flash MCUboot reads the vector table from "
      "the wrong memory.",
      "N53-0003 N53-0012", LOADER ", DevZone 108129" },
    { "net-copy-start", "Starting network core update", LOG_MCUBOOT, LOG_NET_START, LOG_IN_BOTH,
      "The image is handed to the network core's bootloader, which copies it into the network core's flash.",
      "Keep the power on for half a minute: from the first erased page until the end the network core has no image.",
      "N53-0003", LOADER },
    { "net-copy-done", "Done updating network core", LOG_MCUBOOT, LOG_NET_DONE, LOG_IN_BOTH,
      "The network core's bootloader copied the image and found its hash right.", NULL, NULL, LOADER },
    { "net-version-check", "Checking network core version", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "Downgrade prevention asks the network core's bootloader for the version it has.", NULL, "N53-0014", LOADER },
    { "secondary-cleaned", "Cleaned-up secondary slot of image %d|Cleaned-up secondary slot of %d. image", LOG_MCUBOOT,
      LOG_SAYS_NOTHING, LOG_IN_SOURCE, "The secondary slot was erased after its image had been used.", NULL, "N53-0013",
      LOADER ", sdk-mcuboot#405" },
    { "secondary-not-cleaned",
      "Failed to clean-up secondary slot of image %d: %d|Can not cleanup secondary slot of %d. image", LOG_MCUBOOT,
      LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The secondary slot could not be erased after its image had been found of no use: it is looked at again at every "
      "boot.",
      "The driver of the slot's flash.", "N53-0402", LOADER },
    { "secondary-erased-net", "Erase secondary: img %d: %d", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The secondary slot is erased after the network core's copy, so that it is not repeated; 0 is success.", NULL,
      "N53-0013", LOADER },
    { "image-loaded", "Image %d loaded from the %w slot|Booting image from the %w slot", LOG_MCUBOOT, LOG_SAYS_NOTHING,
      LOG_IN_SOURCE, "Direct-XIP or RAM-load: the slot whose image is started.", NULL, NULL, LOADER },
    { "xip-image-not-found",
      "Image %d %w slot: image not found|Image %d %w slot: Image not found|primary slot: Image not found|secondary "
      "slot: Image not found",
      LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE, "Direct-XIP or RAM-load: this slot is empty.", NULL, NULL, LOADER },
    { "xip-wrong-offset", "Image in %w slot at 0x%x has been built for offset 0x%x", LOG_MCUBOOT, LOG_UPDATE_REFUSED,
      LOG_IN_SOURCE, "Direct-XIP: the image is linked for the other slot and is not started.",
      "Upload the variant of the update that is built for this slot.", NULL, LOADER },
    { "status-write-fails", "status write fails performing the swap", LOG_MCUBOOT, LOG_SWAP_STATUS_LOST, LOG_IN_SOURCE,
      "The progress of a swap could not be written: a power cut now would not be safe.",
      "A worn-out or protected page in the slot's trailer, or a driver that writes other units than MCUboot assumes.",
      "N53-0403", LOADER },
};

const struct log_pattern_table log_patterns_update = { items, ARRAY_LENGTH(items) };
