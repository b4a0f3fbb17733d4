/* What `pack` writes and says: all files or none, and lines about each. */
#ifndef CLI_PACK_OUTPUT_H
#define CLI_PACK_OUTPUT_H

#include "base/attributes.h"
#include "cli/command.h"
#include "pack/package.h"

/* Files of the package and its record into the folder of --output. */
NODISCARD bool pack_output_write(const struct command_call *call, const struct package *package,
                                 struct byte_range record);

/* What waits for signatures, into the folder of --digests-out; says what to do with it. */
NODISCARD bool pack_output_digests(const struct command_call *call, const struct package_plan *plan,
                                   const struct signature_exchange *exchange);

void pack_output_describe(const struct command_call *call, const struct package *package,
                          const struct package_signers *signers);

/* Files of an earlier run look as if they belonged to this one. */
void pack_output_mention_stale(const struct command_call *call, const struct package *package);

#endif
