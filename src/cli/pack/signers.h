/* Who signs a package: keys, commands or an exchange of files, for MCUboot and for NSIB, and whom it is encrypted for. */
#ifndef CLI_PACK_SIGNERS_H
#define CLI_PACK_SIGNERS_H

#include "base/attributes.h"
#include "cli/command.h"
#include "pack/package.h"

struct pack_signers {
    struct package_signers package;
    struct signing_key *image_key; /* loaded private keys, or NULL */
    struct signing_key *nsib_key;
    struct signature_exchange exchange;
    struct encryption_options encryption;
};

/* Loads what the plan names. One diagnostic on failure; pack_signers_release() then has nothing left to do. */
NODISCARD bool pack_signers_load(const struct command_call *call, const struct package_plan *plan,
                                 struct pack_signers *signers);

/* Wipes the private keys. */
void pack_signers_release(struct pack_signers *signers);

#endif
