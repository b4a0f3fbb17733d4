/* Reads a signature that another program made, in whichever form that program writes.
 *
 * ECDSA: DER, or r and s of equal size, big-endian. RSA and Ed25519: the bytes themselves. Each of them also as base64,
 * line ends allowed. Which form it is shows by verifying: a guess from the bytes alone could be wrong.
 *
 * Nothing foreign gets into an image: of a DER r and s are taken and written anew, zeros behind it are padding, and
 * anything else behind it is an error.
 */
#ifndef SIGN_EXTERNAL_SIGNATURE_H
#define SIGN_EXTERNAL_SIGNATURE_H

#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/byte_range.h"
#include "sign/signer.h"

/* RSA-3072 in base64 with line ends has 520 bytes. */
#define EXTERNAL_SIGNATURE_LIMIT 4096u

/* `name` says where the bytes come from. One diagnostic: no form of a signature of the key's type, or more than one
 * (input); one that does not verify. The result is in the form of an image.
 */
NODISCARD bool external_signature_read(const char *name, struct byte_range bytes, const struct public_key *key,
                                       const struct signature_request *request, struct diagnostics *diagnostics,
                                       struct signature *signature);

#endif
