/* Reads the files that are to be verified, whatever they are, with the files in them. */
#ifndef CLI_VERIFY_COLLECT_H
#define CLI_VERIFY_COLLECT_H

#include "base/attributes.h"
#include "cli/verify/verify.h"

/* Adds the file to verification->files, and behind it the files of a package. An input error makes the status worse.
 * Files that no package holds belong to the group given.
 */
void verify_collect(struct verification *verification, const char *path, size_t group);

/* The flat bytes of a HEX file, or those of any other file. */
NODISCARD bool verify_load(struct verification *verification, const char *path, const struct source **source,
                           uint64_t *address);

#endif
