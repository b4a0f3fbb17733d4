/* NSIB formats (b0 on the application core, b0n on the network core): fw_info and validation info.
 *
 * All integers are little-endian; keys and signatures are big-endian byte strings. Source: nrfconnect/sdk-nrf
 * include/fw_info_bare.h (45b5d18e), scripts/bootloader/validation_data.py (173abbdd),
 * subsys/bootloader/bl_validation (01bf19ff).
 */
#ifndef NRF53PACK_NSIB_FORMAT_H
#define NRF53PACK_NSIB_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#define NSIB_MAGIC_COMMON            0x281ee6deu
#define NSIB_MAGIC_FIRMWARE_INFO     0x8fcebb4cu
#define NSIB_MAGIC_VALIDATION        0x86518483u
#define NSIB_FW_INFO_COMPAT_NRF53    0x00003502u /* version 2, hardware 53, crypto 0, compatibility 0 */
#define NSIB_VALIDATION_COMPAT_NRF53 0x00013502u
#define NSIB_FW_INFO_VALID           0x9102ffffu

/* fw_info, at one of NSIB_FW_INFO_OFFSETS from the start of the image (the vector table). */
struct nsib_fw_info {
    uint32_t magic[3];
    uint32_t total_size; /* bytes of this struct and the lists behind it */
    uint32_t size;       /* bytes of the firmware from address on */
    uint32_t version;
    uint32_t address;      /* where the firmware starts */
    uint32_t boot_address; /* vector table */
    uint32_t valid;
    uint32_t reserved[4];
    uint32_t ext_api_num;
    uint32_t ext_api_request_num;
};
_Static_assert(sizeof(struct nsib_fw_info) == 60, "fw_info is 60 bytes");
_Static_assert(offsetof(struct nsib_fw_info, size) == 16, "size");
_Static_assert(offsetof(struct nsib_fw_info, address) == 24, "address");
_Static_assert(offsetof(struct nsib_fw_info, valid) == 32, "valid");

#define NSIB_FW_INFO_OFFSETS                                                                                           \
    {                                                                                                                  \
        0x0, 0x200, 0x400, 0x600, 0x800, 0xe00, 0x1000                                                                 \
    }

/* Validation info, appended at the first word boundary behind the firmware (nRF5340: ECDSA P-256). */
struct nsib_validation_info {
    uint32_t magic[3];
    uint32_t address;       /* of the firmware it validates */
    uint8_t hash[32];       /* SHA-256 of the firmware */
    uint8_t public_key[64]; /* X, Y */
    uint8_t signature[64];  /* r, s over SHA-256 of the hash */
};
_Static_assert(sizeof(struct nsib_validation_info) == 176, "validation info is 176 bytes");
_Static_assert(offsetof(struct nsib_validation_info, hash) == 16, "hash");
_Static_assert(offsetof(struct nsib_validation_info, signature) == 112, "signature");

#endif
