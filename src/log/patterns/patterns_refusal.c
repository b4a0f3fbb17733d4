/* Why MCUboot does not install what is in the secondary slot. */
#include "log/patterns/log_pattern.h"

#define LOADER   "nrfconnect/sdk-mcuboot boot/bootutil/src/loader.c (e994ef4)"
#define SWAP     "nrfconnect/sdk-mcuboot boot/bootutil/src/swap_move.c, swap_offset.c (e994ef4)"
#define SCRATCH  "nrfconnect/sdk-mcuboot boot/bootutil/src/swap_scratch.c (e994ef4)"
#define PUBLIC   "nrfconnect/sdk-mcuboot boot/bootutil/src/bootutil_public.c (e994ef4)"
#define VALIDATE "nrfconnect/sdk-mcuboot boot/bootutil/src/image_validate.c (e994ef4)"

static const struct log_pattern items[] = {
    { "secondary-unreachable", "Secondary image of image pair (%w is unreachable. Treat it as empty", LOG_MCUBOOT,
      LOG_SLOT_NOT_OPENED, LOG_IN_BOTH, "The trailer of the secondary slot cannot be read; it counts as empty.",
      "In MCUboot: the driver of the external flash is missing or does not answer. In an application it is printed for "
      "the network "
      "core's pair too, whose primary slot is MCUboot's RAM; then it is harmless.",
      "N53-0401 N53-0402 N53-0406 N53-0409", PUBLIC ", DevZone 123633" },
    { "sectors-not-compatible-scratch", "Cannot upgrade: slots have non-compatible sectors", LOG_MCUBOOT,
      LOG_UPDATE_REFUSED, LOG_IN_BOTH,
      "The two slots differ in size or in the size of their pages: nothing is swapped.",
      "The image is for another image number than the slot it is in, the slots have different sizes, or the external "
      "flash is laid out in pages "
      "other than 4 KiB.",
      "N53-0301 N53-0403 N53-0405 N53-1001 N53-1002 N53-0102", SCRATCH ", DevZone 124632, 128074" },
    { "slots-not-compatible", "Cannot upgrade: slots are not compatible", LOG_MCUBOOT, LOG_UPDATE_REFUSED,
      LOG_IN_SOURCE, "The two slots differ in size or sectors: nothing is installed.",
      "Make both slots equally large. Where an error of a flash stands before it, that comes first.",
      "N53-0301 N53-0302 N53-0403", SCRATCH },
    { "scratch-too-small", "Cannot upgrade: not all sectors fit inside scratch", LOG_MCUBOOT, LOG_UPDATE_REFUSED,
      LOG_IN_SOURCE, "A sector of a slot is larger than the scratch area.", NULL, "N53-0313", SCRATCH },
    { "amount-of-sectors", "Cannot upgrade: not a compatible amount of sectors", LOG_MCUBOOT, LOG_UPDATE_REFUSED,
      LOG_IN_BOTH,
      "The slots differ by more than the one sector that the mode allows, or one slot could not be read: nothing is "
      "swapped.",
      "Make the slots equally large. Where 'Failed reading sectors' stands before it, that comes first.",
      "N53-0301 N53-0402 N53-0307", SWAP },
    { "sectors-over-limit", "Cannot upgrade: more sectors than allowed", LOG_MCUBOOT, LOG_UPDATE_REFUSED, LOG_IN_SOURCE,
      "A slot has more sectors than CONFIG_BOOT_MAX_IMG_SECTORS.", "Raise it in MCUboot's configuration.", "N53-0307",
      SWAP },
    { "sector-layout", "Cannot upgrade: not same sector layout", LOG_MCUBOOT, LOG_UPDATE_REFUSED, LOG_IN_SOURCE,
      "The pages of the two slots have different sizes: nothing is swapped.",
      "Lay out the external flash in pages of 4096 bytes.", "N53-0403", SWAP ", DevZone 113627" },
    { "write-sizes", "Cannot upgrade: slot write sizes are not compatible", LOG_MCUBOOT, LOG_UPDATE_REFUSED,
      LOG_IN_SOURCE, "The flashes of the two slots have different write units.",
      "Settings of the external flash's driver.", "N53-0403", SWAP },
    { "failed-reading-sectors", "Failed reading sectors; BOOT_MAX_IMG_SECTORS=%d - too small?", LOG_MCUBOOT,
      LOG_UPDATE_REFUSED, LOG_IN_BOTH, "The list of sectors of a slot cannot be made: no update until that is mended.",
      "The slot has more sectors than that number (a slot of 1 MiB needs 256); when the number is large enough, the "
      "flash's "
      "driver is not ready: not built into MCUboot, or the chip does not answer (an error of the driver stands "
      "before).",
      "N53-0307 N53-0401 N53-0402 N53-1403", LOADER ", DevZone 97256, 122476" },
    { "no-space", "Not enough free space to run swap upgrade", LOG_MCUBOOT, LOG_UPDATE_REFUSED, LOG_IN_BOTH,
      "The image leaves no room for what a swap needs beside it (trailer, and the sector to move by): nothing is "
      "swapped.",
      "Make the image smaller or the slots larger. The refused image stays in the slot: erase it with 'image erase' "
      "before the next upload.",
      "N53-0501", SWAP ", DevZone 116293, 108871" },
    { "no-space-numbers", "required %d bytes but only %d are available", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_BOTH,
      "How much the swap needs and what there is.", NULL, "N53-0501", SWAP },
    { "secondary-invalid", "Image in the secondary slot is not valid!", LOG_MCUBOOT, LOG_UPDATE_ERASED, LOG_IN_BOTH,
      "Hash, signature, key, header or size of the new image is wrong: the slot is erased, the old image stays.",
      "The upload was damaged (own transport), the image is signed with another key or algorithm than MCUboot has, it "
      "is too "
      "large for its slot, or it was written to the wrong place of the slot. 'nrf53pack verify FILE --against BUILD' "
      "tells.",
      "N53-0601 N53-0602 N53-0604 N53-0605 N53-0501 N53-1407 N53-1408", LOADER ", DevZone 79609, 111117" },
    { "downgrade-refused", "Insufficient version in secondary slot|insufficient version in secondary slot", LOG_MCUBOOT,
      LOG_UPDATE_ERASED, LOG_IN_SOURCE,
      "Downgrade prevention: the new image has a lower version than what runs; the slot is erased.",
      "This is what was configured. Give the update a higher version; the build number after '+' does not count.",
      "N53-0612", LOADER },
    { "downgrade-erased",
      "Image %d in slot 1 erased due to downgrade prevention|Image in slot 1 erased due to downgrade prevention",
      LOG_MCUBOOT, LOG_UPDATE_ERASED, LOG_IN_SOURCE,
      "Downgrade prevention: the new image has a lower version than what runs; the slot is erased.",
      "This is what was configured. Give the update a higher version.", "N53-0612", LOADER },
    { "security-counter-low", "Image security counter value %d lower than monotonic value %d", LOG_MCUBOOT,
      LOG_UPDATE_ERASED, LOG_IN_SOURCE, "The hardware counter is ahead of the image's: the image is refused.",
      "Sign with a counter that is not lower than that of the last release. Counters never go back.", "N53-0613",
      VALIDATE },
    { "security-counter-full", "Security counter update is not possible, possibly the maximum", LOG_MCUBOOT,
      LOG_UPDATE_ERASED, LOG_IN_SOURCE, "All slots of the hardware counter are used.",
      "No image with a higher counter can be installed on this device any more; keep the counter.", "N53-0613",
      VALIDATE },
    { "security-counter-update", "Security counter update failed after image %s", LOG_MCUBOOT, LOG_SAYS_NOTHING,
      LOG_IN_SOURCE, "The hardware counter could not be raised after an update.",
      "Its slots may be used up, or it is out of reach behind the immutable bootloader.", "N53-0613", LOADER },
    { "not-for-primary", "Binary in secondary slot of image %d is not designated for the primary slot", LOG_MCUBOOT,
      LOG_UPDATE_ERASED, LOG_IN_SOURCE,
      "The reset address of the new image is not in the slot that it would be started from.",
      "The network core's image was uploaded as image 0, or the application's as image 1; or the update is linked for "
      "another layout.",
      "N53-0006 N53-0102 N53-0111 N53-1401", LOADER },
    { "wrong-reset-address", "Reset address of image in secondary slot is not in the primary slot", LOG_MCUBOOT,
      LOG_UPDATE_ERASED, LOG_IN_SOURCE,
      "The reset address of the new image is not in the slot that it would be started from.",
      "The network core's image was uploaded as image 0, or the update is linked for another layout.",
      "N53-0006 N53-0102 N53-1401", "nrfconnect/sdk-mcuboot boot/bootutil/src/loader.c (v1.9.99-ncs1)" },
    { "erasing-secondary", "Erasing image from secondary slot", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "What the line before refused is erased.", NULL, NULL, LOADER },
    { "wrong-s0-s1", "Image in slot is for wrong s0/s1 image", LOG_MCUBOOT, LOG_UPDATE_ERASED, LOG_IN_SOURCE,
      "An update of MCUboot itself is linked for the copy that is running.",
      "Upload the other of the two files (signed_by_mcuboot_and_b0_s0_..., ..._s1_...).", "N53-1201 N53-1202", LOADER },
    { "unknown-uuid", "Image in slot does not match any known UUID", LOG_MCUBOOT, LOG_UPDATE_ERASED, LOG_IN_SOURCE,
      "The image is for another vendor or class of device.", NULL, NULL, LOADER },
    { "uuid-mismatch", "bootutil_img_validate: image rejected, %w UUID does not match", LOG_MCUBOOT, LOG_UPDATE_ERASED,
      LOG_IN_SOURCE, "The image is for another vendor or class of device.", NULL, NULL, VALIDATE },
    { "wrong-upload-address", "Secondary header magic detected in first sector, wrong upload address?", LOG_MCUBOOT,
      LOG_UPDATE_REFUSED, LOG_IN_SOURCE,
      "MCUboot swaps by offset and expects the image one sector into the secondary slot; this one begins in the first.",
      "The application was built for another mode: CONFIG_MCUBOOT_BOOTLOADER_MODE_SWAP_USING_OFFSET must be set in "
      "both.",
      "N53-0105 N53-0106", LOADER ", zephyr#94059" },
    { "bad-magic", "Bad image magic 0x%x|bad image magic 0x%x; Image=%d", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_BOTH,
      "There is no image header at the start of the slot; 0xffffffff: the slot is erased.",
      "Wrong address of the slot, an image without header, or nothing was uploaded yet.", "N53-0310 N53-1401", PUBLIC },
    { "image-too-large", "Image size bigger than designated area: %d > %d", LOG_MCUBOOT, LOG_SAYS_NOTHING,
      LOG_IN_SOURCE, "The header says that the image is larger than its slot.",
      "The image is for another layout, or its header is damaged.", "N53-0501 N53-0502", PUBLIC },
    { "header-not-read", "Failed reading image header", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The header of a slot cannot be read.", "The flash's driver.", "N53-0401 N53-0402", PUBLIC },
    { "headers-not-read-image", "Failed reading image headers; Image=%d", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_BOTH,
      "One of the slots holds no image, as before the first update of an empty slot; normal when nothing is pending.",
      NULL, NULL, LOADER },
    { "headers-not-read", "Failed reading image headers", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "A slot holds no image or cannot be read.", NULL, NULL, LOADER },
    { "status-not-read", "Failed reading boot status; Image=%d", LOG_MCUBOOT, LOG_UPDATE_REFUSED, LOG_IN_SOURCE,
      "The progress of a swap cannot be read: no update of this image.",
      "The primary slot's trailer. For the network core's image that lies in RAM.", "N53-0001", LOADER },
    { "image-not-bootable", "Image not bootable", LOG_MCUBOOT, LOG_UPDATE_REFUSED, LOG_IN_SOURCE,
      "The image is marked as one that cannot be started.", NULL, NULL, PUBLIC },
    { "inconsistent-status", "Detected inconsistent status!", LOG_MCUBOOT, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The trailers contradict each other: something other than MCUboot wrote to the end of a slot.",
      "A partition that shares pages with a slot, or a slot that was reprogrammed in mid-swap.",
      "N53-0304 N53-0305 N53-1402", SWAP },
};

const struct log_pattern_table log_patterns_refusal = { items, ARRAY_LENGTH(items) };
