/* Where the upload numbers of serial recovery lead, and what is to be done there before and after the bytes.
 *
 * Log lines say why something is refused.
 */
#ifndef RECOVERY_PLACE_H
#define RECOVERY_PLACE_H

#include "firmware/net/net_transfer.h"
#include "firmware/recovery/recovery.h"

enum place_kind { PLACE_APP_PRIMARY, PLACE_SECONDARY, PLACE_NET_CORE };

struct place {
    enum place_kind kind;
    unsigned image; /* BOOT_IMAGE_APP, BOOT_IMAGE_NET */
    uint32_t limit; /* of a file */
};

/* False: there is no such upload number in this configuration. */
bool place_of(const struct boot_config *config, unsigned number, struct place *place);

/* Image 0 or 1 has a secondary slot that uploads may go to. */
bool place_has_secondary(const struct boot_config *config, unsigned image);

/* Where in the secondary slot an update begins. */
uint32_t place_update_start(const struct boot_image_config *image);

/* The slot's content may be given up. Otherwise SMP_ERROR_BAD_STATE. */
enum smp_error place_secondary_is_free(struct hal *hal, const struct boot_config *config, unsigned image);

/* Erases header and trailer of a secondary slot that is free, so that nobody finds an image there, and says which
 * sectors are still to be erased.
 */
bool place_clear_secondary(struct hal *hal, const struct boot_config *config, unsigned image,
                           struct recovery_erase *left);

/* Makes the place ready: what would count there instead of the upload is erased, trailers first of all. Fills in
 * where it goes, and what of it is erased.
 */
enum smp_error place_prepare(struct hal *hal, const struct boot_config *config, const struct place *place,
                             struct recovery_upload *upload);

/* After the last byte: verifies, marks the update as pending, or has the network core take it. */
enum smp_error place_finish(struct hal *hal, const struct boot_config *config, const struct place *place,
                            const struct recovery_upload *upload, struct net_meanwhile *meanwhile);

/* The secondary slot of image 0 or 1, which is free and holds a verified image, is to be installed. */
enum smp_error place_mark(struct hal *hal, const struct boot_config *config, unsigned image, bool permanent);

#endif
