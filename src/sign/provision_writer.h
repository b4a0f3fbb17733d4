/* Writes the provision data of b0, b0n, or of an MCUboot that counts versions in hardware.
 *
 * Byte for byte what nrfconnect/sdk-nrf scripts/bootloader/provision.py writes: old form as merged with pull request
 * 10301, new form as in the release 2.9.0. Results live in the arena.
 */
#ifndef SIGN_PROVISION_WRITER_H
#define SIGN_PROVISION_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/byte_range.h"
#include "image/provision.h"
#include "crypto/public_key.h"

#define PROVISION_DEFAULT_MAX_SIZE 0x1000u

struct provision_key_file {
    const struct public_key *key;
    const char *path; /* for messages */
};

struct provision_options {
    enum provision_form form; /* first, old or new */
    uint64_t address;         /* of the provision partition or the OTP, in front of the life cycle */
    uint64_t max_size;        /* of the whole */
    unsigned otp_write_width; /* bytes of a counter's slot and of a life-cycle field: 2 on the nRF5340, 4 elsewhere */
    bool mcuboot_only;        /* no NSIB: zeros in place of life cycle, slots and keys */
    uint32_t s0_address;
    uint32_t s1_address;
    const struct provision_key_file *keys; /* b0 tries them in this order */
    size_t key_count;
    uint16_t nsib_slots;     /* of each counter; 0: no such counter */
    uint16_t mcuboot_slots;  /* as above */
    const char *certificate; /* PSA certificate reference, or NULL */
};

/* Input errors: a place that provision_place_fault() refuses, a key that is not ECDSA P-256, a hash with an aligned
 * 0xffff, the same key twice, odd numbers of slots (first and new form), over 16 keys in the new form, what the first form
 * does not have, more than max_size or 32 bits of addresses. *address is that of *data's first byte.
 */
NODISCARD bool provision_write(struct arena *arena, const struct provision_options *options,
                               struct diagnostics *diagnostics, struct byte_range *data, uint64_t *address);

#endif
