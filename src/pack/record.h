/* The record beside a package, pack.json: what it was made of and by whom, what was checked, and what was let pass.
 *
 * It does not go into the package: a manifest is for update clients, and no client reads it. Paths are relative to the
 * build, so that the record does not depend on the machine; no private key is in it, only hashes of public ones.
 */
#ifndef PACK_RECORD_H
#define PACK_RECORD_H

#include "base/arena.h"
#include "base/result.h"
#include "pack/package.h"

/* One finding that was let pass. */
struct allowed_finding {
    const char *rule;
    const char *name;
    const char *severity;
    const char *reason;
    const char *from; /* "--allow", or the project file */
};

struct allowed_findings {
    struct allowed_finding *items;
    size_t count;
    size_t capacity;
};

struct record_check {
    size_t rules_run;
    size_t undecided;
    size_t warnings;
    struct allowed_findings allowed;
    struct string_list softened; /* what the project file turns off or lowers, one sentence each */
};

/* check NULL: there was no build to check. Text of the file, in the arena. */
struct byte_range record_write(struct arena *arena, const struct package *package, const struct project *project,
                               const struct package_signers *signers, const struct record_check *check);

#endif
