/* The boot record of an image: what a bootloader hands to the attestation service about the software it starts.
 *
 * CBOR (RFC 8949), a map of five entries in the order that imgtool writes, not a canonical one: the measurement stands
 * last, because the bootloader fills it in. Keys are those of Arm's PSA Attestation API 1.0. Source: mcu-tools/mcuboot
 * scripts/imgtool/boot_record.py, boot/bootutil/src/boot_record.c (2d4bacc3).
 */
#ifndef SIGN_BOOT_RECORD_H
#define SIGN_BOOT_RECORD_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/byte_range.h"
#include "crypto/digest.h"
#include "nrf53pack/mcuboot_format.h"

/* Characters of a software type. */
#define BOOT_RECORD_TYPE_LIMIT 12u

/* Whether a text is valid UTF-8 of at most BOOT_RECORD_TYPE_LIMIT characters. */
bool boot_record_type_valid(const char *software_type);

struct boot_record {
    const char *software_type; /* boot_record_type_valid() */
    struct mcuboot_version version;
    struct byte_range signer;        /* hash of the public key, at most 255 bytes */
    enum digest_algorithm algorithm; /* of the image's hash: the measurement has its size */
};

/* The TLV's bytes, in the arena. */
struct byte_range boot_record_write(struct arena *arena, const struct boot_record *record);

#endif
