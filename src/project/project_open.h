/* Makes the model (project.h) of a build tree, a source tree or a single file.
 */
#ifndef PROJECT_PROJECT_OPEN_H
#define PROJECT_PROJECT_OPEN_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "project/tree/project.h"
#include "project/tree/project_options.h"

/* Opens a build tree, a single file or, where the options allow it, one variant of a source tree (source_variants.h).
 * Fails with an input error when path does not exist, is none of these, or holds something unusable; a tree that is no
 * build is named as such with what was looked for.
 */
NODISCARD bool project_open(struct arena *arena, const char *path, const struct project_options *options,
                            struct diagnostics *diagnostics, struct project **project);

#endif
