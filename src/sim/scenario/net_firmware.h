/* Network-core firmware for simulations: NSIB's fw_info inside, the validation info behind, as b0n asks for them.
 *
 * Source of the format: include/nrf53pack/nsib_format.h.
 */
#ifndef SIM_SCENARIO_NET_FIRMWARE_H
#define SIM_SCENARIO_NET_FIRMWARE_H

#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/byte_range.h"
#include "crypto/keys.h"

struct net_firmware {
    uint32_t address; /* CPU address on the network core where it runs */
    uint32_t version; /* NSIB's own, monotonic */
    uint32_t size;    /* bytes without validation info, a multiple of 4, at least NET_FIRMWARE_SMALLEST */
    uint32_t seed;    /* of its content */
};

#define NET_FIRMWARE_SMALLEST 0x300u

/* Made from nothing but the numbers above. False when signing fails. The result lives in the arena. */
NODISCARD bool net_firmware_make(struct arena *arena, const struct net_firmware *firmware, struct signing_key *key,
                                 struct byte_range *result);

/* The firmware of a build with another version number, its validation info made anew; address and size are its own.
 * False when `original` holds no fw_info, or signing fails.
 */
NODISCARD bool net_firmware_renew(struct arena *arena, struct byte_range original, uint32_t version,
                                  struct signing_key *key, struct byte_range *result);

#endif
