/* domains.yaml: the images that sysbuild flashes, and which of them is the application.
 *
 * Format: zephyrproject-rtos/zephyr scripts/pylib/build_helpers/domains.py. Images that are only built into
 * others (MCUboot, b0, b0n, s1_image with Partition Manager) do not appear.
 */
#ifndef PROJECT_TREE_DOMAINS_H
#define PROJECT_TREE_DOMAINS_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "project/tree/project.h"

/* Entries without a name are passed over; what is no YAML mapping is an input error. */
NODISCARD bool domains_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                            struct domains *domains);

#endif
