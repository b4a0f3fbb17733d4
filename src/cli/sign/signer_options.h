/* The options that say who signs: a private key in a file, a signature made elsewhere, or a command that makes one.
 *
 * For every command that signs. What is read here is in the arena, but for the private key, which the caller releases.
 */
#ifndef CLI_SIGN_SIGNER_OPTIONS_H
#define CLI_SIGN_SIGNER_OPTIONS_H

#include "base/attributes.h"
#include "cli/command.h"
#include "cli/keys/key_options.h"
#include "sign/signer.h"

/* Entries of a command's option table. */
/* clang-format off */
#define SIGNER_KEY_OPTIONS \
    { "--key", "-k", "PEM", "private key that signs", false }, \
    PASSPHRASE_OPTIONS

#define SIGNER_PUBLIC_KEY_OPTION \
    { "--public-key", NULL, "PEM", "public half of a key that is not here: of a vault, a smart card, ...", false }

#define SIGNER_SIGNATURE_OPTION \
    { "--signature-in", NULL, "FILE", "use this signature by --public-key: DER or r and s; base64 as well", false }

#define SIGNER_COMMAND_OPTIONS \
    { "--sign-with", NULL, "COMMAND", "sign by running this: '... {digest} {signature}'; with --public-key", false }, \
    { "--sign-seconds", NULL, "SECONDS", "time that the command of --sign-with may take (default 60)", false }
/* clang-format on */

struct signer_options {
    const struct signer *signer;         /* NULL: nothing says who signs */
    const struct public_key *public_key; /* the signer's, or that of --public-key alone; NULL without both */
    struct signing_key *key;             /* of --key, or NULL; the signer borrows it */
};

/* Reads --key, --passphrase-*, --public-key, --signature-in, --sign-with, --sign-seconds, and imgtool's names --fix-sig
 * and --fix-sig-pubkey. One diagnostic: options that exclude or need each other, a command that cannot be run, a key that
 * cannot be read.
 */
NODISCARD bool signer_options_read(const struct command_call *call, struct signer_options *options);

/* Seconds of '--sign-seconds'; 0 without it. Usage errors: none, over an hour, no command that could need them. */
NODISCARD bool signer_options_seconds(const struct command_call *call, bool has_command, unsigned *seconds);

/* Wipes the private key. */
void signer_options_release(struct signer_options *options);

/* Reads one public key, or the public half of a private one. */
NODISCARD bool public_key_load(const struct command_call *call, const char *path, const struct public_key **key);

#endif
