/* nrf53boot, the application's image. Lines that it has in common with MCUboot stand in the tables of MCUboot. */
#include "log/patterns/log_pattern.h"

#define BOOT "nrf53pack firmware/boot"
#define PORT "nrf53pack firmware/port/nrf5340/app_main.c"

static const struct log_pattern items[] = {
    { "own-dependencies", "Image index: 0, not installed: its dependencies are not met", LOG_NRF53BOOT,
      LOG_UPDATE_REFUSED, LOG_IN_SOURCE,
      "The application says that it needs another network image than there is; it waits in its slot.",
      "Upload the network image that it needs.", "N53-1302", BOOT "/boot.c" },
    { "own-dependencies-pair", "Image index: %d, not installed: dependencies on image %d are not met", LOG_NRF53BOOT,
      LOG_UPDATE_REFUSED, LOG_IN_SOURCE,
      "The image needs another version of the other core's image; it waits in its slot.",
      "Upload the other image of the same release too.", "N53-1302", BOOT "/pair.c" },
    { "own-app-refused", "Image index: 0, refused and erased with image 1", LOG_NRF53BOOT, LOG_UPDATE_ERASED,
      LOG_IN_SOURCE, "The pair was refused because of the network image, and the application's went with it.",
      "The line before says what is wrong with the network image.", NULL, BOOT "/pair.c" },
    { "own-mark-taken-back", "No image in the secondary slot of image 0, its mark is taken back", LOG_NRF53BOOT,
      LOG_UPDATE_REFUSED, LOG_IN_SOURCE, "The slot was marked for an update and holds no image.",
      "An upload that broke off. Upload again.", NULL, BOOT "/app_candidate.c" },
    { "own-no-revert", "No revert: the secondary slot does not hold the image that was swapped out", LOG_NRF53BOOT,
      LOG_TRIAL_REFUSED, LOG_IN_SOURCE,
      "The image on trial was not confirmed, and the old one is not there any more: the new one stays.",
      "Something was uploaded while the running image was not confirmed. Confirm first, then upload.", "N53-0108",
      BOOT "/app_swap.c" },
    { "own-stays", "The running image was confirmed after the swap had begun: it stays", LOG_NRF53BOOT,
      LOG_TRIAL_REFUSED, LOG_IN_SOURCE, "A revert that had begun is given up: the running image was confirmed.", NULL,
      NULL, BOOT "/app_swap.c" },
    { "own-not-the-one", "Image in the secondary slot is not the one to be swapped in", LOG_NRF53BOOT,
      LOG_UPDATE_REFUSED, LOG_IN_SOURCE, "The slot changed while a swap was interrupted.", "Upload again.", NULL,
      BOOT "/app_swap.c" },
    { "own-swapped-back", "Image in the primary slot is not valid, the old image is swapped back", LOG_NRF53BOOT,
      LOG_SAYS_NOTHING, LOG_IN_SOURCE, "The image on trial was found damaged: the old one comes back.", NULL, NULL,
      BOOT "/app_swap.c" },
    { "own-flash-unfinished", "Flash access failed, the update is not finished", LOG_NRF53BOOT, LOG_UPDATE_REFUSED,
      LOG_IN_SOURCE, "A flash refused an operation; the next boot goes on.", "External flash: wiring, supply, driver.",
      NULL, BOOT "/boot.c" },
    { "own-flash-slot", "Flash access failed, the slot is not erased", LOG_NRF53BOOT, LOG_UPLOAD_REFUSED, LOG_IN_SOURCE,
      "A flash refused an operation.", "External flash: wiring, supply, driver.", NULL,
      "nrf53pack firmware/recovery/recovery.c" },
    { "own-flash", "Flash access failed, the %s", LOG_NRF53BOOT, LOG_UPDATE_REFUSED, LOG_IN_SOURCE,
      "A flash refused an operation; what stands behind the comma cannot be known.",
      "External flash: wiring, supply, driver. The next boot tries again.", NULL, BOOT "/pair.c" },
    { "own-external-flash", "external flash does not answer", LOG_NRF53BOOT, LOG_SLOT_NOT_OPENED, LOG_IN_SOURCE,
      "nrf53boot started without the external flash: no update until it answers, what is installed is started.",
      "Pins of CONFIG_NRF53BOOT_TARGET_..., wiring, supply.", NULL, PORT },
    { "own-nothing-to-start", "no application to start", LOG_NRF53BOOT, LOG_NO_BOOTABLE_IMAGE, LOG_IN_SOURCE,
      "No slot holds an image that nrf53boot may start, and there is no serial recovery.",
      "Program a signed image into the primary slot.", "N53-0611", PORT },
};

const struct log_pattern_table log_patterns_nrf53boot = { items, ARRAY_LENGTH(items) };
