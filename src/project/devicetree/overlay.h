/* Devicetree overlays of a source tree, read without their base and without a preprocessor.
 *
 * What an overlay says is merged into a tree that is marked partial: nodes of the base are known by the labels or paths
 * that the overlay uses ("&mx25r64", "&mx25r64/partitions"), and what is not there may be in the base. Values that need
 * the preprocessor (macros other than DT_SIZE_K and DT_SIZE_M, anything between #if and #endif) are there, but not known.
 */
#ifndef PROJECT_DEVICETREE_OVERLAY_H
#define PROJECT_DEVICETREE_OVERLAY_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "project/devicetree/devicetree.h"

/* Files that a line `#include "name"` stands for; path is what the overlay says. find gives NULL for a file that is not
 * read; left_out is then told the line, and that of any `#include <name>` that is more than a header of definitions. What
 * the overlays said until then may be said otherwise there, so that it is unknown. condition is told the first #if of an overlay that is more
 * than a guard against a second reading.
 */
struct overlay_includes {
    const struct source *(*find)(void *context, const struct source *from, struct slice path);
    void (*left_out)(void *context, struct origin origin, struct slice path);
    void (*condition)(void *context, struct origin origin);
    void *context;
};

/* Files that include each other in a row, as many as the compiler's preprocessor follows; and all of one overlay. */
#define OVERLAY_INCLUDE_DEPTH 200
#define OVERLAY_INCLUDE_LIMIT 2000

/* An empty partial tree, which has only the root. */
struct devicetree *overlay_tree_create(struct arena *arena);
struct devicetree *overlay_tree_copy(struct arena *arena, const struct devicetree *tree);

/* Adds what an overlay says; a later overlay wins. includes may be NULL. Errors (file:line): braces, quotes and comments
 * that have no end, more nodes than DEVICETREE_NODE_LIMIT, files that include themselves or too many.
 */
NODISCARD bool overlay_read(struct arena *arena, struct devicetree *tree, const struct source *source,
                            const struct overlay_includes *includes, struct diagnostics *diagnostics);

/* Adds what is known of the base, in the same form: what the overlays say stays as it is, and nothing of it has an
 * origin; given, which must outlive the tree, stands there instead. `/delete-property/` and `/delete-node/` in it say
 * that the base has no such thing.
 */
NODISCARD bool overlay_read_base(struct arena *arena, struct devicetree *tree, const struct source *source,
                                 const struct devicetree_default *given, struct diagnostics *diagnostics);

#endif
