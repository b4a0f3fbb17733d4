/* Partition maps and regions in expressions. Addresses and sizes are bytes. */
#ifndef CHECK_EVALUATION_EVAL_PARTITIONS_H
#define CHECK_EVALUATION_EVAL_PARTITIONS_H

#include "check/evaluation/evaluation.h"

/* The map an expression means by pm or pm_net: partitions.yml, else pm.config, else a static file given alone, which
 * leaves open what the build adds. map NULL and complete: there is no such map, and that is certain.
 */
struct map_view {
    const struct partition_map *map;
    bool complete;
    const struct evidence *evidence; /* the file; what is missing when not complete */
};

struct map_view partition_map_view(struct evaluation *evaluation, enum map_name name);

/* The partition of a map; unknown when the map is not there or not complete. */
struct value lookup_partition(struct evaluation *evaluation, enum map_name map, const char *name);
struct value evaluate_partition(struct evaluation *evaluation, const struct expression *expression);

/* owner is known; a field of a partition that the map does not have is unknown. */
struct value evaluate_partition_field(struct evaluation *evaluation, const struct value *owner,
                                      enum attribute attribute);

/* Base address or size of the region a partition lies in: regions.yml, else devicetree, else the chip. */
struct value evaluate_region_field(struct evaluation *evaluation, const struct partition_reference *partition,
                                   enum attribute attribute);

/* Fact about a partition; field may be NULL. */
struct fact partition_fact(const struct partition_reference *reference, const char *field);

struct value partition_exists(struct evaluation *evaluation, const struct value *reference);
struct value call_has_map(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_in_span(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_overlap(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);

#endif
