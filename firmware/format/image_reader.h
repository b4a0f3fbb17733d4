/* Reads an MCUboot image in a slot: header, TLVs, hash and signature.
 *
 * Source of the format: include/nrf53pack/mcuboot_format.h. Every offset is checked against the slot before it is
 * used; nothing is read past the slot's end.
 */
#ifndef FORMAT_IMAGE_READER_H
#define FORMAT_IMAGE_READER_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/boot_config.h"
#include "nrf53pack/mcuboot_format.h"

#define IMAGE_MAX_DEPENDENCIES 4u

/* What an image says of itself. */
struct image_summary {
    struct mcuboot_header header;
    uint32_t total_size; /* header to the end of the last TLV */
    uint8_t sha256[32];  /* of header, image and protected TLVs, as its TLV says */
    bool has_security_counter;
    uint32_t security_counter;
    unsigned dependency_count;
    struct mcuboot_dependency dependencies[IMAGE_MAX_DEPENDENCIES];
    uint32_t reset_vector; /* second word of the image */
    uint32_t verdict;      /* CRYPTO_VALID (crypto.h) after image_verify(), else 0 */
};

/* `start`: where in the area the header lies (swap-offset: one sector). False: no image there, or one whose sizes do
 * not fit; nothing of it may be used then.
 */
bool image_read_header(struct hal *hal, const struct boot_area *area, uint32_t start, struct mcuboot_header *header);
bool image_read_summary(struct hal *hal, const struct boot_area *area, uint32_t start, struct image_summary *summary);

/* image_read_summary(), then hash and, with keys in the configuration, signature by one of them. `limit`: largest
 * total_size allowed.
 */
bool image_verify(struct hal *hal, const struct boot_config *config, const struct boot_area *area, uint32_t start,
                  uint32_t limit, struct image_summary *summary);

/* Less than 0, 0, greater than 0; the build number does not count, as in MCUboot without
 * MCUBOOT_VERSION_CMP_USE_BUILD_NUMBER.
 */
int image_version_compare(const struct mcuboot_version *left, const struct mcuboot_version *right);

#endif
