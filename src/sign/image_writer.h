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
#include "base/byte_range.h"
#include "crypto/digest.h"
#include "nrf53pack/mcuboot_format.h"
#include "sign/boot_record.h"
#include "sign/encryption.h"
#include "sign/image_uuid.h"
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

struct image_options {
    struct mcuboot_version version;
    uint32_t header_size; /* bytes, 32 to 65535 */
    bool pad_header;      /* the firmware comes without header space */
    uint8_t erased_value; /* fills header space that is added */
    bool fill_header;     /* and header space that is there already; it may be all 0xff then */
    bool has_security_counter;
    uint32_t security_counter;
    const char *boot_record;                /* software type, boot_record_type_valid(); NULL: no record */
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
    bool pad_signature;   /* ECDSA: zeros behind a DER of under 72 (P-256) or 103 bytes, for MCUboot before 1.5 */
    const struct encryption_options *encryption; /* NULL: a plain image */
};

/* An image in the making. */
struct image_draft {
    const struct image_options *options;
    const struct public_key *key; /* that it names; NULL: it gets a hash only */
    uint8_t *bytes;               /* in the arena, with room for all that is still to come */
    size_t size;                  /* of what is there */
    size_t area;                  /* offset of the TLV area that is not protected, 0 before image_sign() */
    struct byte_range hashed;     /* header, firmware, protected TLVs: what a payload to sign is */
    struct digest digest;         /* of it */
    struct signature signature;   /* as it stands in the image, verified; empty before image_sign() and without a key */
};

/* The first of three steps: all that is hashed. The key's private half is not needed, so that the signature can be made
 * elsewhere. Options and key are borrowed. Input errors name `source`, the firmware: too short for its header space,
 * header space that holds something, header size out of range, too many protected TLVs, a hash that the key does not
 * sign, a pure signature by another key than Ed25519.
 */
NODISCARD bool image_prepare(struct arena *arena, const struct source *source, struct byte_range firmware,
                             const struct image_options *options, const struct public_key *key,
                             struct diagnostics *diagnostics, struct image_draft *draft);

/* What the draft's key has to sign. */
struct signature_request image_signature_request(const struct image_draft *draft);

/* The second step: hash, key and signature. The signer's public half is the draft's key; NULL when the draft has none.
 * The result is a whole image, with its firmware still plain.
 */
NODISCARD bool image_sign(struct image_draft *draft, const struct signer *signer, struct diagnostics *diagnostics);

/* The last step: encrypts the firmware and adds the image key, when the options ask for it. */
NODISCARD bool image_encrypt(struct image_draft *draft, struct diagnostics *diagnostics);

static inline struct byte_range image_bytes(const struct image_draft *draft)
{
    return range_of(draft->bytes, draft->size);
}

/* All three steps. signer NULL: an image with a hash only. The result lives in the arena. */
NODISCARD bool image_write(struct arena *arena, const struct source *source, struct byte_range firmware,
                           const struct image_options *options, const struct signer *signer,
                           struct diagnostics *diagnostics, struct byte_range *image);

#endif
