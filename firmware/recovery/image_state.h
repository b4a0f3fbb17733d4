/* The image group's commands of serial recovery but the upload: state of the slots, marks, erasing.
 *
 * What is said of a slot is what MCUboot's serial recovery says of it (boot/boot_serial/src/boot_serial.c, commit
 * 2d4bacc3), with two differences: an image that is not valid is listed too, not bootable, and so is the network
 * core's own image, whose version is "unknown" where it was not recorded.
 */
#ifndef RECOVERY_IMAGE_STATE_H
#define RECOVERY_IMAGE_STATE_H

#include "firmware/recovery/recovery.h"

/* Read: the list. Write: marks or confirms the image with a hash, then the list. */
enum smp_error image_state_handle(struct recovery *recovery, const struct smp_request *request,
                                  struct cbor_writer *answer);

/* Slot 1 (application, also without a number) or 3 (network core): no image is found there when this is answered; the
 * rest of the slot is erased between the requests that follow.
 */
enum smp_error image_erase_handle(struct recovery *recovery, const struct smp_request *request);

#endif
