/* Encrypts the firmware of an MCUboot image and wraps the image key for the device, as imgtool --encrypt does.
 *
 * AES-CTR with a counter that starts at 0 over the firmware; the image key is wrapped by RSA-OAEP, ECIES over P-256 or
 * X25519 (HKDF, AES-CTR, HMAC), or AES key wrap (RFC 3394, which imgtool does not write). Source: mcu-tools/mcuboot
 * docs/encrypted_images.md, scripts/imgtool/image.py, boot/bootutil/src/encrypted.c (2d4bacc3).
 *
 * With AES key wrap the wrapping key is as long as the image key: encrypted.c asserts it. X25519 with SHA-512 is read
 * by encrypted_psa.c only; P-256 with SHA-512 and RSA-3072 are not read at all (enc_key_public.h).
 */
#ifndef SIGN_ENCRYPTION_H
#define SIGN_ENCRYPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/random.h"
#include "base/byte_range.h"
#include "crypto/digest.h"
#include "crypto/public_key.h"

#define ENCRYPTION_TLV_LIMIT 256u /* RSA-OAEP with RSA-2048 */

/* Header and firmware together are filled with zeros to a multiple of this before anything is hashed. */
#define ENCRYPTION_BLOCK_SIZE 16u

struct encryption_options {
    const char *name;                   /* of the key's file, for messages */
    const struct public_key *recipient; /* RSA-2048, ECDSA P-256 or X25519; NULL with a wrapping key */
    struct byte_range wrapping_key;     /* AES key wrap: 16 or 32 bytes, as long as the image key */
    size_t key_size;                    /* bytes of the image key: 16 or 32 */
    enum digest_algorithm hmac;         /* SHA-256; SHA-512 with X25519 only */
    bool clear;                         /* wrap the key, but leave the firmware plain: for first programming */
    bool saves_tlv;                     /* --save-enctlv: the trailer keeps the whole TLV */
    random_function random;
    void *random_state;
};

struct encryption_tlv {
    uint16_t type;
    size_t size;
    uint8_t bytes[ENCRYPTION_TLV_LIMIT];
};

/* Whether some MCUboot can open what these options make. One diagnostic when not: a recipient of another type, a
 * wrapping key of another length than the image key, SHA-512 without X25519.
 */
NODISCARD bool encryption_check(const struct encryption_options *options, struct diagnostics *diagnostics);

/* MCUBOOT_F_ENCRYPTED_AES128 or _AES256, with clear as well. */
uint32_t encryption_flag(const struct encryption_options *options);

/* Number of the TLV that encryption_apply() makes. */
uint16_t encryption_tlv_type(const struct encryption_options *options);

/* Size of the data of that TLV, for the trailer's room. */
size_t encryption_tlv_size(const struct encryption_options *options);

/* Encrypts `size` bytes of firmware in place (not with clear) and makes the TLV. Draws the image key, then what the
 * wrapping needs; the image key is wiped. Fails with one diagnostic: options that encryption_check() refuses, no random
 * numbers. The firmware is then unchanged.
 */
NODISCARD bool encryption_apply(const struct encryption_options *options, uint8_t *firmware, size_t size,
                                struct diagnostics *diagnostics, struct encryption_tlv *tlv);

#endif
