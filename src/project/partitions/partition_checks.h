/* Contradictions inside and between the partition files of one build; each becomes an anomaly. */
#ifndef PROJECT_PARTITIONS_PARTITION_CHECKS_H
#define PROJECT_PARTITIONS_PARTITION_CHECKS_H

#include "project/partitions/partitions.h"

/* "span-member-missing": a container of a finished map names a partition that is not in it. */
void check_span_members(struct arena *arena, const struct partition_map *map, struct anomalies *anomalies);

/* "static-map-gaps": a static map of the application core leaves more than one gap in the internal flash or in RAM, which
 * Partition Manager takes for an error (sdk-nrf scripts/partition_manager.py get_dynamic_area_start_and_size()).
 */
void check_static_gaps(struct arena *arena, const struct partition_map *map, struct anomalies *anomalies);

/* "pm-config-disagrees": both files are written by the same run of Partition Manager, so a difference means
 * that one of them is stale or was edited. One anomaly for every value that differs, with the partition's name
 * as its subject, and one for all partitions that a file lacks, with that file's name as its subject.
 */
void compare_with_pm_config(struct arena *arena, const struct partition_map *map, const struct partition_map *config,
                            struct anomalies *anomalies);

#endif
