/* Where the signature of an image or of a firmware for b0 comes from: a private key in a file, a signature somebody
 * else made, or a command that asks a vault or a hardware security module.
 *
 * Whatever the source, a signature is checked with the public half before it is handed on: what does not verify never
 * reaches an image. Signers live in the arena and borrow what they are made of.
 */
#ifndef SIGN_SIGNER_H
#define SIGN_SIGNER_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/byte_range.h"
#include "crypto/digest.h"
#include "crypto/public_key.h"
#include "crypto/keys.h"
#include "crypto/signature.h"

enum signature_form {
    SIGNATURE_OF_IMAGE, /* as the TLV holds it: ECDSA in DER */
    SIGNATURE_RAW,      /* ECDSA as r, s, big-endian, as NSIB holds it */
};

struct signature_request {
    struct byte_range payload;   /* what is signed, before any hash */
    const struct digest *digest; /* hash of the payload: what ECDSA and RSA sign */
    bool pure;                   /* Ed25519 over the payload instead of the digest */
    enum signature_form form;
};

struct signer {
    const struct public_key *public_half; /* never NULL */
    const char *name;                     /* of the key file or command, for messages */
    bool (*sign)(const struct signer *signer, const struct signature_request *request, struct diagnostics *diagnostics,
                 struct signature *signature); /* in the form of an image; signer_sign() does the rest */
    void *state;
};

/* Signs with the private key. NULL for a NULL key: an image without signature. */
const struct signer *signer_with_key(struct arena *arena, struct signing_key *key);

/* Signs with what somebody else made: the signature in a file, in any form that external_signature_read() takes. The
 * file is read when it is asked for. Input errors then: unreadable, no signature of the key's type.
 */
const struct signer *signer_with_file(struct arena *arena, const char *path, const struct public_key *public_half);

struct signer_command {
    const char *command;         /* signer_command_check() */
    const char *public_key_path; /* what {key} stands for */
    unsigned seconds;            /* that it may take; 0: PROCESS_SECONDS */
};

/* Signs by running a command, without a shell, for every signature. Its words are separated by blanks; '...' and "..."
 * hold blanks together, and there are no escapes. In its words stand for paths of files: {digest}, the hash; {payload},
 * what the hash is of; {signature}, which the command writes; {key}, the public key. The files are private and gone
 * afterwards. Errors: the command cannot be started, fails, takes too long or writes no signature.
 */
const struct signer *signer_with_command(struct arena *arena, const struct signer_command *command,
                                         const struct public_key *public_half);

/* NULL when the command can be run, else what is wrong with it, as a phrase: empty, a quote that is not closed, no
 * {signature}, neither {digest} nor {payload}, a word in braces that stands for nothing.
 */
const char *signer_command_check(struct arena *arena, const char *command);

/* Whether a signature in the form of an image is that of the key over what was asked for. */
bool signature_answers(const struct public_key *key, const struct signature_request *request,
                       const struct signature *signature);

/* The one way to sign: makes the signature, verifies it, brings it into the wanted form. False with one diagnostic. */
NODISCARD bool signer_sign(const struct signer *signer, const struct signature_request *request,
                           struct diagnostics *diagnostics, struct signature *signature);

#endif
