/* The provision data of NSIB: which slots b0 or b0n starts, whose keys it trusts, how old a firmware may be.
 *
 * All integers are little-endian. On the application core it lies in the OTP part of the UICR, on the network core in
 * the flash page behind b0n. Three forms: "first" up to NCS 2.1, without what is in front; "old" with it (release notes
 * of 2.2.0); "new" with other tokens, since nrfconnect/sdk-nrf pull request 15848 (June 2024). Source: nrfconnect/sdk-nrf
 * scripts/bootloader/provision.py, first as of 0a54c46d, old as of 091bb6d5, new as in the release 2.9.0;
 * include/bl_storage.h and subsys/bootloader/bl_storage/bl_storage.c for what the bootloader takes.
 */
#ifndef NRF53PACK_PROVISION_FORMAT_H
#define NRF53PACK_PROVISION_FORMAT_H

#include <stddef.h>
#include <stdint.h>
#include "nrf53pack/bytes.h"

/* Written by the device or in production, not by the build: erased in a provision HEX, which starts behind it. */
struct provision_protected {
    uint16_t provisioning; /* each 0xffff: not entered, 0: entered */
    uint16_t secured;
    uint16_t reserved;
    uint16_t decommissioned;
    uint8_t implementation_id[32];
};
_Static_assert(sizeof(struct provision_protected) == 40, "life cycle and implementation id are 40 bytes");

struct provision_header {
    uint32_t s0_address;
    uint32_t s1_address; /* network core: that of S0 again */
    uint32_t key_count;
};
_Static_assert(sizeof(struct provision_header) == 12, "two addresses and a count");

#define PROVISION_KEY_HASH_SIZE 16u /* the first bytes of SHA-256(X, Y) */

struct provision_key_data {
    uint32_t token;
    uint8_t hash[PROVISION_KEY_HASH_SIZE];
};
_Static_assert(sizeof(struct provision_key_data) == 20, "token and hash");

/* NSIB writes no 0xffff into write-once memory: b0 refuses every firmware when a valid key's hash has such an aligned
 * half-word. */
static inline bool provision_hash_allowed(const uint8_t hash[PROVISION_KEY_HASH_SIZE])
{
    for (size_t i = 0; i < PROVISION_KEY_HASH_SIZE; i += 2) {
        if (load_le16(hash + i) == 0xffff) {
            return false;
        }
    }
    return true;
}

#define PROVISION_TOKEN_OLD             0xffffffffu
#define PROVISION_TOKEN_OLD_INVALIDATED 0xffff0000u
#define PROVISION_TOKEN_NEW             0x50faffffu /* | index << 24; b0 stops at any other but the next one */
#define PROVISION_TOKEN_NEW_INVALIDATED 0x50fa0000u /* | index << 24 */
#define PROVISION_TOKEN_INDEX_SHIFT     24u
#define PROVISION_NEW_KEY_LIMIT         16u /* b0 with the new form refuses every firmware when there are more */

/* Behind the keys: u16 type, u16 count, then as many counters: u16 description, u16 number of slots, the slots. A slot
 * is 0xffff until it is used, then the inverted value.
 */
#define PROVISION_TYPE_COUNTERS   1u
#define PROVISION_COUNTER_NSIB    1u /* value: version << 1 | 1 for S0, 0 for S1 */
#define PROVISION_COUNTER_MCUBOOT 2u /* security counter of image 0 */

/* Behind the counters: u16 type, u16 count, then entries of u8 type, u8 length, data; zeros up to a multiple of 4. */
#define PROVISION_TYPE_VARIABLE_DATA     0x9312u
#define PROVISION_VARIABLE_CERTIFICATE   1u  /* PSA certificate reference, ASCII */
#define PROVISION_CERTIFICATE_SIZE_LIMIT 19u /* bytes */

#endif
