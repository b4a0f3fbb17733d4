/* From what a tree says to the memory layout that people look at: struct project -> struct memory_layout.
 *
 * Everything lives in the arena of the call. Never fails: what the tree does not say is unknown in the layout, or listed
 * as not placed.
 */
#ifndef LAYOUT_LAYOUT_H
#define LAYOUT_LAYOUT_H

#include "base/memory_layout.h"
#include "base/result.h"
#include "project/tree/project.h"

/* `project` of a source tree: completed with the SDK's defaults (check/run/defaults.h), where its release is known. `result`:
 * what a check of the same project found.
 */
struct memory_layout *memory_layout_read(struct arena *arena, const struct project *project,
                                         const struct check_result *result);

#endif
