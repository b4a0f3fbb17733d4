/* Writes MCUboot images, byte for byte as `imgtool sign` does, but for the signature.
 *
 * Little-endian, not compressed. TLVs in imgtool's order: protected ones are security counter, boot record,
 * dependencies, vendor id, class id, custom ones; behind them stand hash, mark of a pure signature, key, signature and
 * encrypted image key. Source: mcu-tools/mcuboot scripts/imgtool/image.py (2d4bacc3).
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
#include "image/digest.h"
#include "nrf53pack/mcuboot_format.h"
#include "sign/encryption.h"
#include "sign/signer.h"

/* Largest firmware that is taken; the internal flash of an nRF5340 has 1 MiB. */
#define IMAGE_PAYLOAD_LIMIT (64u * 1024u * 1024u)

/* Characters of a boot record's software type. */
#define BOOT_RECORD_TYPE_LIMIT 12u

#define IMAGE_UUID_SIZE 16u

struct image_dependency {
    uint8_t image;
    struct mcuboot_version version;
};

struct image_dependencies {
    struct image_dependency *items;
    size_t count;
    size_t capacity;
};

/* A protected TLV of the user's own. */
struct custom_tlv {
    uint16_t type; /* 0xa0 to 0xfffe; which of them are taken is the caller's matter */
    struct byte_range bytes;
};

struct custom_tlvs {
    struct custom_tlv *items;
    size_t count;
    size_t capacity;
};

/* Who made the device (vendor) or which device it is (class), as MCUboot compares it: RFC 4122 bytes. */
struct image_uuid {
    bool present;
    uint8_t bytes[IMAGE_UUID_SIZE];
};

struct image_options {
    struct mcuboot_version version;
    uint32_t header_size; /* bytes, 32 to 65535 */
    bool pad_header;      /* the firmware comes without header space */
    uint8_t erased_value; /* fills header space that is added, and gaps */
    bool has_security_counter;
    uint32_t security_counter;
    const char *boot_record;                /* software type of at most BOOT_RECORD_TYPE_LIMIT bytes; NULL: no record */
    struct image_dependencies dependencies; /* in this order */
    struct image_uuid vendor_id;
    struct image_uuid class_id;
    struct custom_tlvs custom_tlvs; /* in this order, behind all others */
    uint32_t load_address;          /* not 0: sets the RAM_LOAD flag */
    uint32_t rom_fixed;             /* not 0: sets the ROM_FIXED flag; excludes load_address */
    bool non_bootable;
    bool has_digest; /* false: key_type_digest() of the key, SHA-256 without one */
    enum digest_algorithm digest;
    bool pure;            /* Ed25519 over the image instead of its hash, which is a SHA-512 then */
    bool full_public_key; /* PUBKEY TLV instead of KEYHASH */
    bool pad_signature;   /* ECDSA: zeros behind the DER up to its greatest length, so that sizes never differ */
    const struct encryption_options *encryption; /* NULL: a plain image */
};

/* signer NULL: an image with a hash only. Input errors name `source`, the firmware: too short for its header
 * space, header space that holds something, header size out of range, too many protected TLVs, a size that 32
 * bits cannot hold. The result lives in the arena.
 */
NODISCARD bool image_write(struct arena *arena, const struct source *source, struct byte_range firmware,
                           const struct image_options *options, const struct signer *signer,
                           struct diagnostics *diagnostics, struct byte_range *image);

#endif
