/* The layout that Partition Manager makes of a source tree without static map, as far as it is known (rules/defaults/layout.yml).
 *
 * A map that is worked out (partition_map.derived) is never complete: partitions that nothing is said of may be there. It
 * lives in the arena, like the project's copy that it is part of.
 */
#ifndef CHECK_EVALUATION_LAYOUT_H
#define CHECK_EVALUATION_LAYOUT_H

#include "base/arena.h"
#include "project/tree/project.h"

/* The map to fill, which becomes the project's; NULL where a file of the tree says the map, or Partition Manager is not asked.
 */
struct partition_map *layout_begin(struct arena *arena, struct project *project);

/* Takes a map in which nothing is placed away again, and adds a note that says what is derived, what is not, and why. */
void layout_end(struct arena *arena, struct project *project, const struct partition_map *layout);

#endif
