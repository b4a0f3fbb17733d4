/* The network core's part of a pair: staging, transfer with a bounded number of tries, the way back. */
#ifndef BOOT_PAIR_NET_H
#define BOOT_PAIR_NET_H

#include "firmware/boot/pair.h"

enum pair_install {
    PAIR_INSTALL_ALONE,
    PAIR_INSTALL_WITH_APP, /* with the application that pair->app brings: it decides */
};

/* The network core is known to hold the image with this digest. */
bool pair_net_runs(const struct pair *pair, const uint8_t sha256[32]);

/* Makes the state record durable. False: an access failed, which is noted. */
bool pair_save(struct pair *pair);

/* Something is under way, or will be: the record that it is built on becomes the only one. That costs an erase, so
 * not where nothing comes of what is marked: it may wait for its other half at any number of boots. False: an access
 * failed, which is noted.
 */
bool pair_hold(struct pair *pair);

/* A transfer was begun and is not known to have come to its end. */
bool pair_net_in_doubt(const struct pair *pair);

/* Brings the candidate into the network core. False: it is not there; the tries of this boot are used up, or a flash
 * access failed.
 */
bool pair_install_candidate(struct pair *pair, enum pair_install how);

/* The same for what a trial staged in an earlier boot. */
bool pair_install_staged(struct pair *pair);

/* From an area: image 1's RAM, or the backup slot that is not current. On success it is the current one. */
bool pair_install_from(struct pair *pair, const struct boot_area *area, const struct image_summary *image);

/* Brings the current backup slot's image into the network core, when it is not there. */
bool pair_restore(struct pair *pair);

/* The current backup slot's image can be brought into RAM. Nothing durable is changed. */
bool pair_restore_ready(const struct pair *pair);

/* The candidate's failed transfers reached the limit. */
bool pair_given_up(const struct pair *pair);

/* So did those of the current slot's image. */
bool pair_restore_given_up(const struct pair *pair);

/* The backup has a valid image to go back to. */
bool pair_has_way_back(const struct pair *pair);

/* The downgrade rule of image 1 forbids the candidate. A version is only compared with one that is known to run. */
bool pair_candidate_too_old(const struct pair *pair);

/* The security counter follows an image that stays. */
void pair_keep_counter(const struct pair *pair, const struct image_summary *image);

/* The backup slot that is not current. */
unsigned pair_other_slot(const struct pair *pair);

#endif
