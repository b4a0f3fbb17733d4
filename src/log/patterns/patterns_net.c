/* The network core's update: b0n's lines on the network core, PCD's on the application core, and what a missing network core looks
 * like to an application.
 */
#include "log/patterns/log_pattern.h"

#define B0N "nrfconnect/sdk-nrf samples/nrf5340/netboot/src/main.c (00cdd82)"
#define PCD "nrfconnect/sdk-nrf subsys/pcd/src/pcd.c (00adb98)"

#define HCI "zephyrproject-rtos/zephyr subsys/bluetooth/host/hci_core.c, zephyr#73515, zephyr#75247"
#define HCI_ADVICE                                                                                                     \
    "At the first command the network core has no image, one of another release, or it stopped in a fault of its "     \
    "own; "                                                                                                            \
    "later than that its program died, or a thread of the application blocks the host."

static const struct log_pattern items[] = {
    { "pcd-failed", "Network core update failed", LOG_PCD, LOG_NET_FAILED, LOG_IN_BOTH,
      "b0n reported a failure: it found no valid image where it was told to look, or could not write its flash.",
      "The image is larger than the network core's partition, not linked for it, or was handed over from memory that "
      "the network core "
      "cannot read (external flash, RAM that stays locked).",
      "N53-0003 N53-0005 N53-0011 N53-0202 N53-0315 N53-0502", PCD ", DevZone 126593, 103834" },
    { "pcd-on", "Turned on network core", LOG_PCD, LOG_NET_START, LOG_IN_SOURCE,
      "The network core runs its bootloader, which copies now.", "Keep the power on until it is turned off again.",
      NULL, PCD },
    { "pcd-off", "Turned off network core", LOG_PCD, LOG_NET_DONE, LOG_IN_SOURCE,
      "The network core's bootloader reported that the copy is done.", NULL, NULL, PCD },
    { "pcd-command", "Error while writing PCD cmd: %d", LOG_PCD, LOG_NET_FAILED, LOG_IN_SOURCE,
      "The command for the network core could not be written.", NULL, "N53-0201 N53-0206", PCD },
    { "pcd-transfer-done", "Transfer done", LOG_B0N, LOG_SAYS_NOTHING, LOG_IN_SOURCE,
      "b0n wrote the whole image; it checks it next.", NULL, NULL, PCD },
    { "b0n-no-firmware", "Unable to find valid firmware inside 0x%x", LOG_B0N, LOG_NET_REFUSED_BY_B0N, LOG_IN_SOURCE,
      "The image that b0n was handed, or its copy in flash, has no firmware info or the wrong hash.",
      "An image without validation data for b0n, one that is linked for another address, or RAM that b0n cannot read. "
      "After the copy: "
      "the network core has no image any more; send it again.",
      "N53-0005 N53-0202 N53-0315 N53-1405 N53-1406", B0N },
    { "b0n-transfer-failed", "Failed to transfer image: %d", LOG_B0N, LOG_NET_REFUSED_BY_B0N, LOG_IN_SOURCE,
      "b0n could not write the network core's flash: it has no image now.",
      "The image is larger than the partition, or reaches into a protected one.", "N53-0502 N53-0318", B0N },
    { "b0n-protection", "Failed to protect b0n flash, cancel startup", LOG_B0N, LOG_PROTECTION_FAILED, LOG_IN_SOURCE,
      "b0n cannot write-protect itself, and does not start the network core.",
      "Its partitions do not begin or end at a page of the network core's flash.", "N53-0316", B0N },
    { "b0n-app-protection", "Failed to protect app flash: %d", LOG_B0N, LOG_PROTECTION_FAILED, LOG_IN_SOURCE,
      "b0n cannot write-protect the network image, and does not start it.",
      "The partition does not begin or end at a page of the network core's flash.", "N53-0316", B0N },
    { "b0n-version", "Unable to find valid firmware version %d", LOG_B0N, LOG_NET_REFUSED_BY_B0N, LOG_IN_SOURCE,
      "b0n was asked for its image's version and has no valid image.", "The network core needs an image: send it one.",
      "N53-0014", B0N },
    { "b0n-flash", "Flash device not ready", LOG_B0N, LOG_NET_REFUSED_BY_B0N, LOG_IN_SOURCE,
      "b0n has no flash driver: nothing is copied or started.", "b0n's configuration.", NULL, B0N },
    { "endpoint-binding", "Endpoint binding failed with -11", LOG_APPLICATION, LOG_NET_NOT_ANSWERING, LOG_IN_LOGS,
      "The network core did not answer the application in time.",
      "It has no image (interrupted or failed update), runs one that speaks another transport, or its work queue is "
      "blocked.",
      "N53-0117 N53-0118 N53-0021", "sdk-nrf#15080" },
    { "hci-open-failed", "HCI driver open failed (%d)", LOG_APPLICATION, LOG_NET_NOT_ANSWERING, LOG_IN_LOGS,
      "Bluetooth has no controller: the network core does not answer.",
      "It has no image, or one that speaks another transport than the application.", "N53-0117 N53-0118 N53-0021",
      "sdk-nrf#15080" },
    { "hci-assertion", "ASSERTION FAIL [err == 0] @ %shost/hci_core.c%s", LOG_APPLICATION, LOG_NET_NOT_ANSWERING,
      LOG_IN_LOGS,
      "The Bluetooth host gave up: the controller, on the nRF5340 the network core's program, did not answer a command "
      "in time.",
      HCI_ADVICE, "N53-0117 N53-0118 N53-0021", HCI },
    { "hci-timeout", "command opcode 0x%x timeout with err %d|command opcode 0x%x %w timeout with err %d",
      LOG_APPLICATION, LOG_NET_NOT_ANSWERING, LOG_IN_LOGS,
      "The Bluetooth controller, on the nRF5340 the network core's program, did not answer this command in time; "
      "0x0c03 "
      "is the first one of all (reset).",
      HCI_ADVICE, "N53-0117 N53-0118 N53-0021", HCI },
    { "bluetooth-init-failed", "Bluetooth init failed (err %d)", LOG_APPLICATION, LOG_NET_NOT_ANSWERING, LOG_IN_LOGS,
      "The application could not start Bluetooth; on the nRF5340 the controller is the network core's program.",
      "Network core without an image, or with one of another SDK release. In NCS before 2.5 also an erratum of the "
      "chip after a soft reset: "
      "try a power cycle.",
      "N53-0117 N53-0021", "DevZone 103894" },
};

const struct log_pattern_table log_patterns_net = { items, ARRAY_LENGTH(items) };
