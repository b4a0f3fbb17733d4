/* Writes MCUboot images, byte for byte as `imgtool sign` does, but for the signature.
 *
 * Little-endian, not encrypted, not compressed. Source: mcu-tools/mcuboot scripts/imgtool/image.py
 * (2d4bacc3).
 */
#ifndef SIGN_IMAGE_WRITER_H
#define SIGN_IMAGE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "image/byte_range.h"
#include "nrf53pack/mcuboot_format.h"
#include "sign/signer.h"

/* Largest firmware that is taken; the internal flash of an nRF5340 has 1 MiB. */
#define IMAGE_PAYLOAD_LIMIT (64u * 1024u * 1024u)

struct image_dependency {
    uint8_t image;
    struct mcuboot_version version;
};

struct image_dependencies {
    struct image_dependency *items;
    size_t count;
    size_t capacity;
};

struct image_options {
    struct mcuboot_version version;
    uint32_t header_size; /* bytes, 32 to 65535 */
    bool pad_header;      /* the firmware comes without header space */
    uint8_t erased_value; /* fills header space that is added, and gaps */
    bool has_security_counter;
    uint32_t security_counter;
    struct image_dependencies dependencies; /* in this order */
    uint32_t load_address;                  /* not 0: sets the RAM_LOAD flag */
    uint32_t rom_fixed;                     /* not 0: sets the ROM_FIXED flag; excludes load_address */
    bool non_bootable;
    bool full_public_key; /* PUBKEY TLV instead of KEYHASH */
};

/* signer NULL: an image with a hash only. Input errors name `source`, the firmware: too short for its header
 * space, header space that holds something, header size out of range, too many protected TLVs, a size that 32
 * bits cannot hold. The result lives in the arena.
 */
NODISCARD bool image_write(struct arena *arena, const struct source *source, struct byte_range firmware,
                           const struct image_options *options, const struct signer *signer,
                           struct diagnostics *diagnostics, struct byte_range *image);

#endif
