/* Remembers digests and signatures, so that an image is verified once and not at each of a hundred thousand boots.
 *
 * A digest is found by the sums of the pages it covers, a signature by key, digest and bytes; where a boot could read a
 * page differently than the next, nothing is remembered. Defines the bootloader's two functions crypto_hash_flash() and
 * crypto_signature_valid(). One cache a machine.
 */
#ifndef SIM_MACHINE_CRYPTO_CACHE_H
#define SIM_MACHINE_CRYPTO_CACHE_H

#include "base/arena.h"

struct crypto_cache;

struct crypto_cache *crypto_cache_create(struct arena *arena);

/* The cache of the machine that this thread runs now; NULL: none. */
void crypto_cache_use(struct crypto_cache *cache);

#endif
