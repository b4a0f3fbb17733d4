/* What can be built from a source tree: its boards and its file suffixes.
 *
 * A tree is checked for each of them in turn unless the caller names one. All texts live in the arena.
 */
#ifndef PROJECT_SOURCE_SOURCE_VARIANTS_H
#define PROJECT_SOURCE_SOURCE_VARIANTS_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "project/tree/project_options.h"

struct source_variant {
    const char *board;  /* as a file name has it ("nrf5340dk_nrf5340_cpuapp"), or as given; NULL: no board is known */
    const char *suffix; /* "" for the plain files */
};

struct source_variants {
    struct source_variant *items; /* none when path is no source tree */
    size_t count;
    size_t capacity;
    size_t left_out; /* variants beyond SOURCE_VARIANTS_LIMIT */
};

/* A tree that names more is a collection of samples rather than a product. */
#define SOURCE_VARIANTS_LIMIT 64

/* Never fails; what is wrong with the tree is reported when it is opened. */
struct source_variants source_variants_find(struct arena *arena, const char *path,
                                            const struct project_options *options);

#endif
