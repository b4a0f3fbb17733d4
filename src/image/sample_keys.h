/* Keys whose private half everybody has: those that come with MCUboot, by the hash of their public bytes.
 *
 * A device that trusts one of them trusts everybody. Source: the .pem files at the top of mcu-tools/mcuboot and those in
 * its boot/cypress/keys (2d4bacc3); NCS takes the first group where a product names no key of its own. The hashes are of the
 * bytes that a KEYHASH TLV is made of (public_key.h), with the algorithms that images of such a key have; of wrapping keys,
 * of the raw key.
 */
#ifndef IMAGE_SAMPLE_KEYS_H
#define IMAGE_SAMPLE_KEYS_H

#include "base/byte_range.h"
#include "image/mcuboot_image.h"
#include "crypto/public_key.h"

/* File name of the sample key with such a hash ("root-rsa-2048.pem"), or NULL. */
const char *sample_key_by_hash(struct byte_range hash);

/* Whether one of the sample keys has this file name. */
bool sample_key_has_name(const char *name);

const char *sample_key_name(const struct public_key *key);

/* Of the key that an image names by KEYHASH or PUBKEY; NULL when it names none, or another one. */
const char *sample_key_of_image(const struct mcuboot_image *image);

#endif
