/* The key pairs that sign the images of a simulation: made from a name, the same on every machine, never written.
 *
 * They protect nothing; no product may trust them. ECDSA P-256.
 */
#ifndef SIM_SCENARIO_SIMULATION_KEY_H
#define SIM_SCENARIO_SIMULATION_KEY_H

#include "base/arena.h"
#include "base/attributes.h"
#include "nrf53pack/boot_config.h"
#include "crypto/keys.h"

/* False when mbedTLS has no P-256 or no memory. The caller releases the key (signing_key_release()). */
NODISCARD bool simulation_key_make(struct arena *arena, const char *name, struct signing_key **key);

/* A public key as a bootloader holds it; the bytes are the key's and live in its arena. False for a type that the
 * bootloaders that are simulated do not verify: all but ECDSA P-256 and RSA.
 */
NODISCARD bool boot_key_of(const struct public_key *key, struct boot_key *boot_key);

#endif
