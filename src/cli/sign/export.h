/* What `sign` hands to those who sign elsewhere, and what it takes from an image besides: the bytes or the hash to be
 * signed, the signature that was made.
 */
#ifndef CLI_SIGN_EXPORT_H
#define CLI_SIGN_EXPORT_H

#include <stdbool.h>
#include "base/attributes.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/sign/signer_options.h"
#include "sign/image_writer.h"

/* Entries of a command's option table. */
/* clang-format off */
#define SIGN_EXPORT_OPTIONS \
    { "--digest-out", NULL, "FILE", "write the hash that --public-key's owner has to sign; makes no image", false }, \
    { "--payload-out", NULL, "FILE", "write what that hash is of; makes no image", false }, \
    { "--sig-out", NULL, "FILE", "write the image's signature too, in base64", false }, \
    { "--vector-to-sign", NULL, "KIND", "imgtool's way: OUT gets the digest or the payload", false }, \
    { "--fix-sig", NULL, "FILE", "imgtool's name of --signature-in", false }, \
    { "--fix-sig-pubkey", NULL, "PEM", "imgtool's name of --public-key", false }
/* clang-format on */

struct sign_export {
    const char *digest; /* paths, NULL: not wanted */
    const char *payload;
    const char *signature;
};

/* Reads the options and checks them against who signs and against the number of the call's arguments: one usage error. */
NODISCARD bool sign_export_read(const struct command_call *call, const struct signer_options *signer,
                                struct sign_export *export);

/* Only bytes to sign are wanted, no image. */
bool sign_export_only(const struct sign_export *export);

/* Writes digest and payload, both or neither, and says so on the call's output. */
NODISCARD bool sign_export_write(const struct command_call *call, const struct sign_export *export,
                                 const struct image_draft *draft);

/* Adds the signature in base64, as imgtool writes it, to what is written together; nothing when it is not wanted. */
NODISCARD bool sign_export_signature(const struct command_call *call, const struct sign_export *export,
                                     const struct signature *signature, struct output_set *set);

#endif
