/* Partition Manager files: partitions*.yml, pm_static*.yml, pm*.config, regions*.yml. */
#ifndef PROJECT_PARTITIONS_PARTITIONS_H
#define PROJECT_PARTITIONS_PARTITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "project/settings/anomaly.h"

struct evidence;

/* A number as a partition file may hold it. Sizes and addresses are bytes. Partition Manager writes negative
 * leftovers, so the sign is kept.
 */
struct partition_number {
    bool present;
    bool negative;
    uint64_t magnitude;
    struct origin origin;
};

struct partition_name_list {
    const char **items;
    size_t count;
    size_t capacity;
};

struct partition {
    const char *name;
    bool foreign;         /* in a pm*.config: of another domain, whose own files say more of it */
    struct origin origin; /* of the name */
    struct partition_number address;
    struct partition_number size;
    struct partition_number end_address; /* as written; rules use address + size */
    const char *region;                  /* as written, or the one Partition Manager assumes when missing; never NULL */
    bool region_written;
    struct origin region_origin;
    const char *device;              /* as written, or NULL */
    struct partition_name_list span; /* members, also of a container made by orig_span */
    bool has_span;
    bool has_placement;

    /* Of a layout that is worked out (check/evaluation/layout.h): who says that Partition Manager places it so, for which releases,
     * and what that follows from. NULL where origin counts.
     */
    const char *default_source;
    const char *default_sdk;
    const struct evidence *because;
};

/* What a worked out layout says of a partition that it does not place. */
struct partition_gap {
    const char *name;
    bool absent;                    /* the build will not have it; else it may */
    const struct evidence *because; /* why it has none, or what is missing to know */
};

struct partition_gaps {
    struct partition_gap *items;
    size_t count;
    size_t capacity;
};

struct partition_map {
    const struct source *source;
    struct partition *items; /* in file order; where a name stands twice only the last one */
    size_t count;
    size_t capacity;
    bool derived; /* no file: what Partition Manager will make of the project, as far as that is known */
    struct partition_gaps gaps;
};

struct region {
    const char *name;
    struct origin origin;
    struct partition_number base_address;
    struct partition_number size;
    const char *device; /* "" when none */
};

struct region_map {
    const struct source *source;
    struct region *items;
    size_t count;
    size_t capacity;
};

/* partitions*.yml and pm_static*.yml. Errors (file:line:column, what was expected): empty, not a mapping of
 * mappings, an address or size that is no number or over 64 bit. Anomalies: duplicate-partition,
 * duplicate-key, unknown-partition-key, end-address-mismatch, partition-template, unusable-size.
 */
NODISCARD bool partitions_read_yaml(struct arena *arena, const struct source *source, struct anomalies *anomalies,
                                    struct diagnostics *diagnostics, struct partition_map **map);

/* pm*.config: the PM_<NAME>_{ADDRESS,SIZE,END_ADDRESS,SPAN,NAME} lines; used where partitions.yml is missing
 * and to compare with it. The file names no region: it is derived from name and address, and "" where both
 * leave it open (a partition at a low address may be in internal or in external flash). Values of another
 * domain come as "<domain>:<name>": "CPUNET:app" (PM_CPUNET_APP_ADDRESS), ":pcd_sram" (PM__PCD_SRAM_ADDRESS,
 * the nameless root domain).
 */
NODISCARD bool partitions_read_pm_config(struct arena *arena, const struct source *source, struct anomalies *anomalies,
                                         struct diagnostics *diagnostics, struct partition_map **map);

/* regions*.yml */
NODISCARD bool regions_read_yaml(struct arena *arena, const struct source *source, struct anomalies *anomalies,
                                 struct diagnostics *diagnostics, struct region_map **map);

const struct partition *partition_find(const struct partition_map *map, const char *name);
const struct region *region_find(const struct region_map *map, const char *name);

#endif
