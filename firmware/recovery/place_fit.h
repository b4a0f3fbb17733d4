/* Whether an uploaded image goes with what is on the device. */
#ifndef RECOVERY_PLACE_FIT_H
#define RECOVERY_PLACE_FIT_H

#include "firmware/format/image_reader.h"
#include "firmware/recovery/place.h"

/* The reset vector is one of this place's images. */
bool place_fits_vector(const struct boot_config *config, const struct place *place, uint32_t vector);

/* An image with this version is newer than what runs, as far as that is known. */
bool place_is_newer(struct hal *hal, const struct boot_config *config, const struct place *place,
                    const struct mcuboot_version *version);

/* A log line where the network core holds, or may hold, an image that does not go with this application. */
void place_warn_of_pair(struct hal *hal, const struct boot_config *config, const struct image_summary *app);

#endif
