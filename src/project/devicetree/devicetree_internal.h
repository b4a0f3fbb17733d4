/* What the files of the devicetree reader share; not for use outside devicetree*.c.
 *
 * The reader has three steps: dtc makes a blob of the text (devicetree_dtc.c), libfdt reads nodes and values
 * from the blob (devicetree_blob.c), a scan of the text finds the line of each of them (devicetree_places.c).
 */
#ifndef PROJECT_DEVICETREE_DEVICETREE_INTERNAL_H
#define PROJECT_DEVICETREE_DEVICETREE_INTERNAL_H

#include "project/devicetree/devicetree.h"

/* The devicetree of an nRF5340 image has about 250 nodes, 1,500 properties, 7 levels and 30 kB. */
#define DEVICETREE_BLOB_LIMIT     (4u * 1024u * 1024u)
#define DEVICETREE_NODE_LIMIT     8192u
#define DEVICETREE_PROPERTY_LIMIT 65536u
#define DEVICETREE_DEPTH_LIMIT    32u
#define DEVICETREE_PATH_LIMIT     1024u

/* Builds the tree of a flattened blob; blob must stay, it is pointed into, and must be aligned to 8 bytes.
 * source is only kept for messages and as tree->source.
 */
NODISCARD bool devicetree_from_blob(struct arena *arena, const void *blob, size_t size, const struct source *source,
                                    struct diagnostics *diagnostics, struct devicetree **tree);

/* Fills in the origins of all nodes and properties that are found in tree->source. What is not found, or
 * stands in a form this scan does not know, keeps its empty origin.
 */
void devicetree_place(struct arena *arena, struct devicetree *tree);

/* A node by its path or by one of its labels, in logarithmic time. */
struct devicetree_index;
struct devicetree_index *devicetree_index_create(struct arena *arena, const struct devicetree *tree);
struct devicetree_node *devicetree_index_find(const struct devicetree_index *index, const char *key);

/* The property's text: one zero-terminated string that fills it; NULL when it is anything else. */
const char *devicetree_string(const struct devicetree_property *property);

#endif
