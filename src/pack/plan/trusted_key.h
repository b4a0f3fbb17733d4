/* The key that a tree's bootloader trusts, where its file is on this machine: what packages are compared with.
 *
 * Only the public half is kept, in the arena.
 */
#ifndef PACK_PLAN_TRUSTED_KEY_H
#define PACK_PLAN_TRUSTED_KEY_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "crypto/passphrase.h"
#include "crypto/public_key.h"
#include "project/tree/project.h"

struct trusted_key {
    const char *path;             /* NULL: the tree names none, or its bootloader asks for no signature */
    const struct public_key *key; /* NULL: the file is not here or cannot be used */
    bool is_here;                 /* its file is on this machine */
    const char *fault;            /* why key is NULL, as a phrase behind the path; else NULL */
};

/* Never fails: a key that cannot be compared is told, not refused. passphrase: of a private key, NULL: one that has a
 * passphrase is not opened.
 */
void trusted_key_read(struct arena *arena, const struct project *project, const struct passphrase_source *passphrase,
                      struct trusted_key *trusted);

/* The name of MCUboot's sample key, when the tree's key file is called so, is not here, and the key given is another one;
 * else NULL. The name is no proof: a file of one's own may be called so.
 */
const char *trusted_key_sample(const struct trusted_key *trusted, const struct public_key *key);

/* Whether a key differs from the trusted one; false when there is nothing to compare. */
bool trusted_key_differs(const struct trusted_key *trusted, const struct public_key *key);

#endif
