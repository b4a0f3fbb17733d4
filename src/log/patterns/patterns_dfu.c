/* Libraries of a running application that take updates in, and the flash beneath them. */
#include "log/patterns/log_pattern.h"

#define MCU                                                                                                            \
    "nrfconnect/sdk-nrf subsys/dfu/dfu_target/src/dfu_target_mcuboot.c (848a475; a045329 of the days of one image)"
#define STREAM                                                                                                         \
    "nrfconnect/sdk-nrf subsys/dfu/dfu_target/src/dfu_target_stream.c (05413d5), subsys/pcd/src/pcd.c (f214fbc)"
#define TARGET       "nrfconnect/sdk-nrf subsys/dfu/dfu_target/src/dfu_target.c (027826a)"
#define MULTI        "nrfconnect/sdk-nrf subsys/dfu/dfu_multi_image/src/dfu_multi_image.c (18176aa)"
#define STREAM_FLASH "zephyrproject-rtos/zephyr subsys/storage/stream/stream_flash.c (03bc6e0)"
#define IMG          "nrfconnect/sdk-zephyr subsys/mgmt/mcumgr/grp/img_mgmt/src (702a6d8, db0befc)"

static const struct log_pattern items[] = {
    { "dfu-scheduled", "MCUBoot image-%d upgrade scheduled|MCUBoot image upgrade scheduled", LOG_APPLICATION,
      LOG_UPDATE_SCHEDULED, LOG_IN_BOTH, "The application marked the new image: MCUboot tests it at the next reset.",
      NULL, NULL, MCU },
    { "dfu-not-scheduled", "boot_request_upgrade for image-%d error %d|boot_request_upgrade error %d", LOG_APPLICATION,
      LOG_UPLOAD_REFUSED, LOG_IN_SOURCE, "The update could not be marked: MCUboot will not see it.",
      "The trailer of the secondary slot cannot be written: the driver of its flash, or its page size in the "
      "application.",
      "N53-0404 N53-0406", MCU },
    { "dfu-too-large", "Requested file too big to fit in flash %d > 0x%x", LOG_APPLICATION, LOG_UPLOAD_REFUSED,
      LOG_IN_SOURCE, "The file is larger than the secondary slot: nothing was written.",
      "Make the image smaller, or check that it goes to the right image number.", "N53-0501 N53-0502 N53-0115", MCU },
    { "dfu-device", "Failed to get device for area '%s'", LOG_APPLICATION, LOG_SLOT_NOT_OPENED, LOG_IN_SOURCE,
      "The application has no flash driver for this slot.",
      "The driver of the external flash in the application's configuration.", "N53-0406", MCU },
    { "dfu-no-buffer", "Missing stream_buf, call '..set_buf' before '..init", LOG_APPLICATION, LOG_UPLOAD_REFUSED,
      LOG_IN_SOURCE, "The application did not give the update a buffer.",
      "A mistake of the application: dfu_target_mcuboot_set_buf() comes first.", NULL, MCU },
    { "dfu-stream",
      "dfu_target_stream_init failed %d|dfu_target_stream_done error %d|stream_flash_init failed (err "
      "%d)|stream_flash_buffered_write error %d|stream_flash_init failed: %d|stream_flash_buffered_write fail: "
      "%d|Unable to delete last page: %d",
      LOG_APPLICATION, LOG_UPLOAD_REFUSED, LOG_IN_SOURCE, "The new image could not be written.",
      "The line before says at which address. A buffer larger than a page or no multiple of the write unit, a slot "
      "that begins off a page, or the flash's driver.",
      "N53-0404 N53-0406 N53-0304", STREAM },
    { "stream-flash",
      "flash_write error %d offset=0x%x|Error %d while erasing page|stream_flash_erase_page err %d offset=0x%x|Error "
      "%d while getting page info|Offset out of designated range",
      LOG_APPLICATION, LOG_UPLOAD_REFUSED, LOG_IN_SOURCE, "The flash refused to be erased or written at this place.",
      "The flash's driver, its page size in the application, or a slot that is not there.", "N53-0404 N53-0406",
      STREAM_FLASH },
    { "stream-buffer", "Buffer size is bigger than page|Buffer size is not aligned to minimal write-block-size",
      LOG_APPLICATION, LOG_UPLOAD_REFUSED, LOG_IN_SOURCE,
      "The application's buffer for updates does not suit the flash.", NULL, "N53-0404", STREAM_FLASH },
    { "stream-progress",
      "Error %d while storing progress for \"%s\"|Error %d while loading progress for \"%s\"|Unable to store write "
      "progress: %d|Problem storing offset (err %d)|Unable to read bytes_written from storage|Loaded outdated "
      "bytes_written %d < %d",
      LOG_APPLICATION, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "How far an upload came cannot be kept: after a reset it starts from its beginning.", "The settings partition.",
      "N53-0323", STREAM },
    { "dfu-type", "No supported image type found|Unknown image type", LOG_APPLICATION, LOG_UPLOAD_REFUSED,
      LOG_IN_SOURCE, "The file does not begin as an MCUboot image: nothing was written.",
      "Send the signed .bin (app_update.bin, net_core_app_update.bin), not a .zip, .hex or merged file.", "N53-0605",
      TARGET },
    { "dfu-cleanup", "Unable to clean up dfu_target", LOG_APPLICATION, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The end of an update could not be written; the line before says why.", NULL, NULL, TARGET },
    { "dfu-aborted", "MCUBoot image upgrade aborted", LOG_APPLICATION, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The application gave the update up; what was written stays and is not marked.", NULL, NULL, MCU },
    { "multi-writer", "No writer registered for image %d!|No function to read offset registered for image %d!",
      LOG_APPLICATION, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The package holds an image that the application has no place for.",
      "The application registers fewer images than the package has: image 0 the application, image 1 the network core.",
      "N53-0101 N53-1301", MULTI },
    { "multi-progress", "Loading saved progress from settings|No saved progress found", LOG_APPLICATION,
      LOG_SAYS_NOTHING, LOG_IN_SOURCE, "An update that was interrupted is looked for.", NULL, NULL, MULTI },
    { "multi-failed",
      "Error loading saved progress|Failed to restore image %d offset|Failed to close image %d writer|Failed to parse "
      "cbor header loaded from storage: %d|CBOR header in settings is too large|Can't read cbor header from "
      "storage|Can't read finished image number from storage|Resetting writer for image %d failed: %d",
      LOG_APPLICATION, LOG_UPLOAD_REFUSED, LOG_IN_SOURCE,
      "An interrupted update of several images cannot be taken up again.", "Start the update from its beginning.", NULL,
      MULTI },
    { "multi-settings",
      "Error storing cbor header to settings (err %d)|Error storing image write finished info to settings (err "
      "%d)|Error deleting dfumi/%w from settings %d",
      LOG_APPLICATION, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "How far the update came cannot be kept: after a reset it starts from its beginning.", "The settings partition.",
      "N53-0323", MULTI },
    { "img-write-failed", "Irrecoverable error: flash write failed: %d", LOG_APPLICATION, LOG_UPLOAD_REFUSED,
      LOG_IN_SOURCE, "A piece of the upload could not be written, and the upload is over.",
      "The driver of the external flash; then upload again from the beginning.", "N53-0404 N53-0406", IMG },
    { "img-hash", "Uploaded image sha256 hash verification failed|Uploaded image sha256 could not be checked",
      LOG_APPLICATION, LOG_UPLOAD_REFUSED, LOG_IN_SOURCE, "What lies in the slot is not what the client sent.",
      "Upload again; where it stays, the flash writes wrongly: wiring, clock, driver.", "N53-0406", IMG },
    { "img-too-large-end",
      "Upload too large for slot (with end offset): %d > %d|Upload too large for slot (with max image size): %d > %d",
      LOG_APPLICATION, LOG_UPLOAD_REFUSED, LOG_IN_SOURCE,
      "The file leaves no room for what the bootloader writes behind it: nothing was written.",
      "Make the image smaller, or the slot larger.", "N53-0501 N53-0502", IMG },
    { "img-active-slot",
      "Failed to determine active slot for image %d: %d|Failed to fetch active slot: %d|Failed to lookup max "
      "application size: %d",
      LOG_APPLICATION, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The application does not know which slot it runs from, or how large an update may be.",
      "Bootloader information that MCUboot does not hand over.", "N53-0101", IMG },
    { "img-read-failed", "Failed to read data from flash area: %d|Failed to read data from flash: %d", LOG_APPLICATION,
      LOG_SAYS_NOTHING, LOG_IN_SOURCE, "A slot could not be read.",
      "The driver of the external flash; a chip that sleeps.", "N53-0406", IMG },
    { "img-bind", "Can't bind to the flash area (err %d)|bad offset (0x%x)", LOG_APPLICATION, LOG_UPLOAD_REFUSED,
      LOG_IN_SOURCE, "The slot of an upload cannot be used.",
      "The driver of the external flash, or a slot that does not end on a page.", "N53-0404 N53-0406", IMG },
    { "img-sized", "Upgrade slots already sized appropriately%s", LOG_APPLICATION, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The secondary slot is larger than the primary by what the bootloader needs: no further check.", NULL, NULL,
      IMG },
    { "flash-range",
      "read error: address or size exceeds expected values%s|write error: address or size exceeds expected "
      "values%s|erase error: address or size exceeds expected values%s",
      LOG_ZEPHYR, LOG_SAYS_NOTHING, LOG_IN_SOURCE, "Something beyond the end of the external flash was asked for.",
      "A partition that is larger than the chip, or size of the devicetree (it counts bits).", "N53-0306 N53-1007",
      "nrfconnect/sdk-zephyr drivers/flash/nrf_qspi_nor.c (092062b)" },
    { "flash-id-old", "flash id error. Extected: [%s], got: [%s]", LOG_ZEPHYR, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "The external flash is another chip than the devicetree says; 0 or 255: it does not answer.",
      "jedec-id of the devicetree, wiring, supply.", "N53-0402",
      "nrfconnect/sdk-zephyr drivers/flash/nrf_qspi_nor.c (092062b)" },
    { "messages-dropped", "--- %d messages dropped ---", LOG_ZEPHYR, LOG_LINES_LOST, LOG_IN_BOTH,
      "The logger lost lines here: what they said is not in this log.",
      "CONFIG_LOG_MODE_IMMEDIATE=y, or a larger CONFIG_LOG_BUFFER_SIZE, and capture again.", NULL,
      "nrfconnect/sdk-zephyr subsys/logging/log_output.c" },
};

const struct log_pattern_table log_patterns_dfu = { items, ARRAY_LENGTH(items) };
