/* Reads an MCUboot image: header, TLV areas and the range that is hashed and signed.
 *
 * The result borrows the bytes of the source; its TLV list lives in the arena. Little-endian images only, as
 * on the nRF5340. Source: mcu-tools/mcuboot boot/bootutil/include/bootutil/image.h, boot/bootutil/src/tlv.c
 * (2d4bacc3).
 */
#ifndef IMAGE_MCUBOOT_IMAGE_H
#define IMAGE_MCUBOOT_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "base/byte_range.h"
#include "crypto/digest.h"
#include "nrf53pack/mcuboot_format.h"

struct mcuboot_tlv_entry {
    uint16_t type;     /* enum mcuboot_tlv, or a vendor's own number */
    bool is_protected; /* lies in the area that the signature covers */
    struct byte_range data;
};

struct mcuboot_image {
    const struct source *source;
    struct mcuboot_header header;
    struct byte_range payload;         /* the firmware, behind the header area */
    struct byte_range hashed;          /* what hash and signature cover: header area, payload, protected TLVs */
    const struct digest *known_digest; /* of hashed, if its caller has just made it, so that it is made once; or NULL */
    bool is_decrypted;                 /* payload and hashed are the decrypted copy, no longer bytes of the source */
    size_t file_size;                  /* header to end of the last TLV area: what must fit into a slot */
    struct mcuboot_tlv_entry *items;   /* in file order */
    size_t count;
    size_t capacity;
};

/* True when the bytes start with the magic of an MCUboot image. */
bool mcuboot_image_recognised(struct byte_range bytes);

/* Reads an image from the start of a source; bytes behind the last TLV area (padding, trailer) are allowed.
 * Input errors: no image magic, header size under 32, an image or TLV area that does not fit the file, a
 * protected size that differs from its area's, a TLV that leaves its area.
 */
NODISCARD bool mcuboot_image_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                                  struct mcuboot_image **image);

/* First TLV of a type in either area, or NULL. */
const struct mcuboot_tlv_entry *mcuboot_image_find(const struct mcuboot_image *image, uint16_t type);

/* Whether a TLV of this type holds a signature. */
bool mcuboot_tlv_is_signature(uint16_t type);

/* First TLV that holds a signature, or NULL. */
const struct mcuboot_tlv_entry *mcuboot_image_signature(const struct mcuboot_image *image);

/* Lower-case hex of the key hash TLV, or NULL when there is none. */
const char *mcuboot_image_key_hash(struct arena *arena, const struct mcuboot_image *image);

/* "SHA256", "KEYHASH", ...; NULL for a type this tool has no name for. */
const char *mcuboot_tlv_name(uint16_t type);

/* ENC_...: TLVs that hold the image's key, wrapped for the device. */
bool mcuboot_tlv_is_encryption(uint16_t type);

/* Bytes of such a TLV for an image key of key_size bytes (boot/bootutil/src/encrypted.c EXPECTED_ENC_LEN); 0 for others. */
size_t mcuboot_encryption_tlv_size(uint16_t type, size_t key_size);

/* "1.2.3+4" */
const char *mcuboot_version_text(struct arena *arena, struct mcuboot_version version);

/* "major[.minor[.revision[+build]]]" in decimal, without leading zeros. False when it has another form or a
 * number is out of its range (8, 8, 16 and 32 bits).
 */
NODISCARD bool mcuboot_version_parse(struct slice text, struct mcuboot_version *version);

int mcuboot_version_compare(struct mcuboot_version left, struct mcuboot_version right); /* with build number */

#endif
