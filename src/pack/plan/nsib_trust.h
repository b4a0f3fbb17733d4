/* The keys that b0 and b0n of a tree trust, where their files are on this machine: what signed firmware is compared with.
 *
 * Only public halves are kept, in the arena. The tree names one key that signs, or made one for itself, and may list more
 * (SB_CONFIG_SECURE_BOOT_SIGNING_KEY_FILE, SB_CONFIG_SECURE_BOOT_PUBLIC_KEY_FILES of sdk-nrf sysbuild/Kconfig.secureboot).
 */
#ifndef PACK_PLAN_NSIB_TRUST_H
#define PACK_PLAN_NSIB_TRUST_H

#include <stdbool.h>
#include "base/arena.h"
#include "crypto/public_key.h"
#include "image/nsib.h"
#include "project/tree/project.h"

struct nsib_trusted_key {
    const struct public_key *key;
    const char *path;
};

struct nsib_trust {
    struct nsib_trusted_key *items;
    size_t count;
    size_t capacity;
    bool incomplete; /* the tree names a key that is not here, or is no ECDSA P-256 key */
};

/* Never fails: a key that cannot be used is not there. */
void nsib_trust_read(struct arena *arena, const struct project *project, struct nsib_trust *trust);

/* Sets key and key_from to the trusted key that a firmware names; when it names none of them to the first, unless that
 * could be wrong because not all are here. Leaves both alone when there is nothing to compare with.
 */
void nsib_trust_expect(struct arena *arena, const struct nsib_trust *trust, const struct nsib_image *firmware,
                       struct nsib_expectation *expectation);

#endif
