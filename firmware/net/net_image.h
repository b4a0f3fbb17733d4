/* Network images in the application core's flash: the candidate in image 1's secondary slot, and copies in the backup.
 *
 * A network image is an MCUboot image whose payload NSIB signed; both signatures' owners must accept it: MCUboot's
 * key here, the network core's bootloader later, whose tests are made beforehand because it erases before it says no.
 */
#ifndef NET_NET_IMAGE_H
#define NET_NET_IMAGE_H

#include <stdbool.h>
#include "firmware/format/image_reader.h"
#include "nrf53pack/boot_config.h"

enum net_mark { NET_NOT_MARKED, NET_MARKED_TEST, NET_MARKED_PERMANENT };

struct net_candidate {
    enum net_mark mark;
    bool valid;      /* marked, verified, and for this network core */
    bool unreadable; /* whether one is marked: an access failed */
    struct image_summary summary;
};

/* Looks at the secondary slot of image 1. A marked image that is not valid is refused: log lines, header and trailer
 * erased; it is not marked any more then. With `keep` nothing is erased: the image may read well at the next boot.
 */
void net_candidate_read(struct hal *hal, const struct boot_config *config, struct net_candidate *candidate, bool keep);

/* Takes the candidate away: first the header's sector, then the trailer's, so that it stays marked until it is gone. */
bool net_candidate_consume(struct hal *hal, const struct boot_config *config, struct net_candidate *candidate);

/* Takes the mark back and leaves the image. */
bool net_candidate_unmark(struct hal *hal, const struct boot_config *config, struct net_candidate *candidate);

/* Programs image and mark once more as they read now: words that a power cut hit stay like this. */
bool net_candidate_settle(struct hal *hal, const struct boot_config *config, const struct net_candidate *candidate);

/* The image at the start of an area: MCUboot's header, hash and signature, then what the network core will test.
 * `why`, when not NULL, is the reason as a log line has it.
 */
bool net_image_verify(struct hal *hal, const struct boot_config *config, const struct boot_area *area,
                      struct image_summary *summary, const char **why);

/* Copies an image between areas; the target's sectors are erased first. Program operations take whole write units. */
bool net_image_copy(struct hal *hal, const struct boot_config *config, const struct boot_area *from,
                    const struct boot_area *to, uint32_t size);

/* Programs `size` bytes, and what is left of their last write unit, once more as they read now. */
bool net_image_settle(struct hal *hal, const struct boot_area *area, uint32_t start, uint32_t size,
                      uint32_t write_size);

/* Backup slot 0 or 1. */
struct boot_area net_backup_slot(const struct boot_config *config, unsigned slot);

bool net_same_image(const uint8_t left[32], const uint8_t right[32]);

#endif
