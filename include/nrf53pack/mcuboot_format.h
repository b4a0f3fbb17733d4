/* MCUboot's on-flash formats: image header, TLV areas, trailer.
 *
 * All integers are little-endian. Source: mcu-tools/mcuboot boot/bootutil/include/bootutil/image.h,
 * boot/bootutil/src/bootutil_misc.h, docs/design.md (commit 2d4bacc3). Structs are laid out for reading with
 * memcpy on little-endian machines and for offsets; portable code uses the load/store helpers of bytes.h.
 */
#ifndef NRF53PACK_MCUBOOT_FORMAT_H
#define NRF53PACK_MCUBOOT_FORMAT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "nrf53pack/bytes.h"

#define MCUBOOT_IMAGE_MAGIC    0x96f3b83du
#define MCUBOOT_IMAGE_MAGIC_V1 0x96f3b83cu
#define MCUBOOT_HEADER_SIZE    32u
#define MCUBOOT_TLV_MAGIC      0x6907u
#define MCUBOOT_TLV_PROT_MAGIC 0x6908u
#define MCUBOOT_TLV_INFO_SIZE  4u /* magic, total: both areas */
#define MCUBOOT_TLV_ENTRY_SIZE 4u /* type, length */

struct mcuboot_version {
    uint8_t major;
    uint8_t minor;
    uint16_t revision;
    uint32_t build;
};

struct mcuboot_header {
    uint32_t magic;
    uint32_t load_addr;
    uint16_t hdr_size;         /* bytes from the start of the file to the image */
    uint16_t protect_tlv_size; /* bytes of the protected TLV area with its info, 0 when there is none */
    uint32_t img_size;         /* bytes of the image without header */
    uint32_t flags;
    struct mcuboot_version version;
    uint32_t pad;
};

_Static_assert(sizeof(struct mcuboot_header) == MCUBOOT_HEADER_SIZE, "image header is 32 bytes");
_Static_assert(offsetof(struct mcuboot_header, hdr_size) == 8, "hdr_size");
_Static_assert(offsetof(struct mcuboot_header, protect_tlv_size) == 10, "protect_tlv_size");
_Static_assert(offsetof(struct mcuboot_header, img_size) == 12, "img_size");
_Static_assert(offsetof(struct mcuboot_header, flags) == 16, "flags");
_Static_assert(offsetof(struct mcuboot_header, version) == 20, "version");
_Static_assert(offsetof(struct mcuboot_header, pad) == 28, "pad");

enum mcuboot_flag {
    MCUBOOT_F_PIC = 0x1,
    MCUBOOT_F_ENCRYPTED_AES128 = 0x4,
    MCUBOOT_F_ENCRYPTED_AES256 = 0x8,
    MCUBOOT_F_NON_BOOTABLE = 0x10,
    MCUBOOT_F_RAM_LOAD = 0x20,
    MCUBOOT_F_ROM_FIXED = 0x100,
    MCUBOOT_F_COMPRESSED_LZMA1 = 0x200,
    MCUBOOT_F_COMPRESSED_LZMA2 = 0x400,
    MCUBOOT_F_COMPRESSED_ARM_THUMB = 0x800,
};

enum mcuboot_tlv {
    MCUBOOT_TLV_KEYHASH = 0x01,
    MCUBOOT_TLV_PUBKEY = 0x02,
    MCUBOOT_TLV_SHA256 = 0x10,
    MCUBOOT_TLV_SHA384 = 0x11,
    MCUBOOT_TLV_SHA512 = 0x12,
    MCUBOOT_TLV_RSA2048_PSS = 0x20,
    MCUBOOT_TLV_ECDSA224 = 0x21,
    MCUBOOT_TLV_ECDSA_SIG = 0x22,
    MCUBOOT_TLV_RSA3072_PSS = 0x23,
    MCUBOOT_TLV_ED25519 = 0x24,
    MCUBOOT_TLV_SIG_PURE = 0x25,
    MCUBOOT_TLV_ENC_RSA2048 = 0x30,
    MCUBOOT_TLV_ENC_KW = 0x31,
    MCUBOOT_TLV_ENC_EC256 = 0x32,
    MCUBOOT_TLV_ENC_X25519 = 0x33,
    MCUBOOT_TLV_ENC_X25519_SHA512 = 0x34,
    MCUBOOT_TLV_DEPENDENCY = 0x40,
    MCUBOOT_TLV_SEC_CNT = 0x50,
    MCUBOOT_TLV_BOOT_RECORD = 0x60,
    MCUBOOT_TLV_DECOMP_SIZE = 0x70,
    MCUBOOT_TLV_DECOMP_SHA = 0x71,
    MCUBOOT_TLV_DECOMP_SIGNATURE = 0x72,
    MCUBOOT_TLV_COMP_DEC_SIZE = 0x73,
    MCUBOOT_TLV_UUID_VID = 0x74,
    MCUBOOT_TLV_UUID_CID = 0x75,
    MCUBOOT_TLV_MANIFEST = 0x76,
};

/* One DEPENDENCY TLV, 12 bytes. */
struct mcuboot_dependency {
    uint8_t image_id;
    uint8_t pad[3];
    struct mcuboot_version min_version;
};
_Static_assert(sizeof(struct mcuboot_dependency) == 12, "dependency TLV is 12 bytes");

/* Trailer, from the end of the slot downwards: magic, image_ok, copy_done, swap_info, [TLV sizes with swap-offset],
 * swap_size, [encryption keys], swap status. Flags: 0x01 set, erased unset.
 */
#define MCUBOOT_TRAILER_MAGIC_SIZE 16u
#define MCUBOOT_TRAILER_FLAG_SET   0x01u

/* The 16 magic bytes for a maximum alignment of 8. */
#define MCUBOOT_TRAILER_MAGIC_BYTES                                                                                    \
    {                                                                                                                  \
        0x77, 0xc2, 0x95, 0xf3, 0x60, 0xd2, 0xef, 0x7f, 0x35, 0x52, 0x50, 0x0f, 0x2c, 0xb6, 0x79, 0x80                 \
    }

/* The magic for any maximum alignment: one larger than 8 stands at its start, 16 bits little-endian. */
static inline void mcuboot_trailer_magic(uint32_t max_align, uint8_t magic[MCUBOOT_TRAILER_MAGIC_SIZE])
{
    static const uint8_t usual[MCUBOOT_TRAILER_MAGIC_SIZE] = MCUBOOT_TRAILER_MAGIC_BYTES;
    static const uint8_t aligned[MCUBOOT_TRAILER_MAGIC_SIZE - 2] = { 0x2d, 0xe1, 0x5d, 0x29, 0x41, 0x0b, 0x8d,
                                                                     0x77, 0x67, 0x9c, 0x11, 0x0f, 0x1f, 0x8a };

    if (max_align == 8) {
        memcpy(magic, usual, sizeof usual);
        return;
    }
    store_le16(magic, (uint16_t)max_align);
    memcpy(magic + 2, aligned, sizeof aligned);
}

#endif
