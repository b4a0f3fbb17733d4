/* Builds the image files that the facts speak of, byte for byte as imgtool made them, from a formula.
 *
 * Payload: x = seed; each byte: x = (1664525 * x + 1013904223) mod 2^32, the byte is x >> 24. File: the 32-byte header
 * (header size 0x200), 480 bytes 0xff, the payload, a TLV area with the SHA-256. --pad: 0xff up to the file size, the
 * trailer magic at the end.
 */
#ifndef AGREEMENT_IMAGE_H
#define AGREEMENT_IMAGE_H

#include "data.h"

/* Bytes of a file that are not payload. */
#define IMAGE_OVERHEAD 552u

struct image_file {
    uint8_t *bytes;
    uint32_t size;
};

/* False (reason on stderr) when the file is not the one of the facts. */
NODISCARD bool image_build(struct arena *arena, const struct fact_image *image, uint32_t max_align,
                           struct image_file *file);

/* The 16 magic bytes for this BOOT_MAX_ALIGN. */
void image_trailer_magic(uint32_t max_align, uint8_t magic[MCUBOOT_TRAILER_MAGIC_SIZE]);

/* The first 16 bytes of the SHA-256. */
void image_digest(const uint8_t *bytes, uint32_t size, uint8_t digest[DIGEST_SIZE]);

/* Header, payload and TLV area, nothing behind. */
struct image_file image_wrap(struct arena *arena, struct mcuboot_version version, const uint8_t *payload,
                             uint32_t length);

/* The same with a protected TLV area, which the hash covers; `protected_size` 0: none. */
struct image_file image_wrap_protected(struct arena *arena, struct mcuboot_version version, const uint8_t *payload,
                                       uint32_t length, const uint8_t *protected_tlvs, uint16_t protected_size);

void image_payload(uint32_t seed, uint8_t *bytes, uint32_t length);

#endif
