/* Single values of a build tree with the place they come from. */
#ifndef PROJECT_TREE_TREE_VALUES_H
#define PROJECT_TREE_TREE_VALUES_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/result.h"
#include "base/source.h"
#include "project/tree/project.h"

/* from is the name of what says so: "pm:mcuboot_pad.size", "--header-size", "erase page of the nRF5340"; kind is what
 * it is, where origin names a place in the tree.
 */
struct tree_number {
    bool known;
    uint64_t value;
    const char *from;
    struct origin origin;
    enum fact_kind kind;
};

struct tree_text {
    const char *value; /* NULL: the tree does not say */
    const char *from;
    struct origin origin;
};

/* config may be NULL: then nothing is known. */
bool config_on(const struct kconfig *config, const char *symbol);

/* A non-empty string symbol; prefix is the image's name in `from` ("mcuboot"). */
struct tree_text config_text(struct arena *arena, const struct kconfig *config, const char *prefix, const char *symbol);

/* A number symbol that is not negative. */
struct tree_number config_number(struct arena *arena, const struct kconfig *config, const char *prefix,
                                 const char *symbol);

struct tree_number partition_address(struct arena *arena, const struct partition_map *map, const char *prefix,
                                     const char *name);
struct tree_number partition_size(struct arena *arena, const struct partition_map *map, const char *prefix,
                                  const char *name);

/* The first of two that is known. */
struct tree_number number_or(struct tree_number first, struct tree_number second);
struct tree_text text_or(struct tree_text first, struct tree_text second);

/* The configuration of the first image with a role, or NULL. */
const struct kconfig *role_config(const struct project *project, enum image_role role);

#endif
