/* Signing in two steps: digests go out in files, signatures come back in files, and no private key is on this machine.
 *
 * For each output that is signed, NAME.digest holds what ECDSA and RSA sign, NAME.payload what that is the hash of (pure
 * Ed25519 and many services sign this), and NAME.sig is where the signature is looked for, in any form that
 * external_signature_read() takes. A firmware for b0 is signed before the MCUboot image around it can be hashed, so a
 * package with both takes two rounds.
 */
#ifndef PACK_SIGNATURE_EXCHANGE_H
#define PACK_SIGNATURE_EXCHANGE_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/result.h"
#include "sign/signer.h"
#include "pack/package_files.h"

struct signature_exchange {
    struct arena *arena;
    const char *signatures;       /* folder to look for signatures in, or NULL */
    bool sends_digests;           /* else a missing signature is an error */
    struct package_files digests; /* what has to be signed: files for --digests-out */
    struct string_list waiting;   /* names of the outputs whose signature is missing */
};

/* A signer for one output. When its signature is missing and digests are sent, it adds to `waiting` and fails without a
 * diagnostic.
 */
const struct signer *exchange_signer(struct signature_exchange *exchange, const char *output,
                                     const struct public_key *public_half);

#endif
