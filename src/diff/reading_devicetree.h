/* Places as one build says them: by a map of Partition Manager or, without it, by the labels of a devicetree.
 *
 * Values live in the arena of the reading or in the project.
 */
#ifndef DIFF_READING_DEVICETREE_H
#define DIFF_READING_DEVICETREE_H

#include "diff/reading.h"

/* A partition of the application's flash by Partition Manager's name or, without it, the label in that image's devicetree,
 * else in the application's.
 */
struct aspect_value read_place(const struct reading *reading, enum image_role role, const char *partition,
                               const char *label);

/* The same of the network core's flash. */
struct aspect_value read_net_place_of(const struct reading *reading, const char *partition, const char *label);

/* A node as the place that it is. */
struct aspect_value read_node(const struct reading *reading, const struct devicetree_node *node);

/* What the bootloader's devicetree has chosen as external flash: its name, its identification, its size. */
struct aspect_value read_external_flash(const struct reading *reading);

/* The application's devicetree where it is what says places, else NULL. */
const struct devicetree *places_by_devicetree(const struct reading *reading);

#endif
