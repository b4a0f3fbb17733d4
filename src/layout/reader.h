/* What the parts of memory_layout_read() share. */
#ifndef LAYOUT_READER_H
#define LAYOUT_READER_H

#include "base/memory_layout.h"
#include "check/evaluation/spans.h"
#include "project/tree/project.h"

struct layout_reader {
    struct arena *arena;
    const struct project *project;
    struct memory_layout *layout;
    struct span_tables spans;
};

/* The region of that name, made when it is not there yet: its title, and base and size where the chip decides them. */
struct memory_region *layout_region(struct layout_reader *reader, const char *name);

/* Adds a partition to a region, with role and owner by its name. */
struct memory_partition *layout_add(struct layout_reader *reader, struct memory_region *region, const char *name,
                                    uint64_t address, uint64_t size);

void layout_leave_out(struct layout_reader *reader, const char *name, const char *why, struct origin origin);

/* Roles by the names that NCS, nrf53boot and Zephyr's boards give; in_net: of the network core's memories. */
enum memory_role layout_role(const char *name, bool in_net);

/* The image that a partition of this role and name is for, by its name in the tree; NULL: none, or not known. */
const char *layout_owner(const struct project *project, const char *name, enum memory_role role, bool in_net);

/* Fill the layout: Partition Manager's maps; the partitions of devicetrees. */
void layout_read_maps(struct layout_reader *reader);
void layout_read_devicetrees(struct layout_reader *reader);

/* Header, limit, trailer and what is in it, of the partitions that have them. */
void layout_read_slots(struct layout_reader *reader);

/* Order, parts of parts, overlaps, lanes, gaps. */
void layout_relate(struct layout_reader *reader, struct memory_region *region);

/* Whether they have a byte in common. */
bool layout_share(const struct memory_partition *left, const struct memory_partition *right);

/* Fills `overlaps` of the region's partitions, which are in the order of their addresses. */
void layout_find_overlaps(struct layout_reader *reader, struct memory_region *region);

/* Which findings are about which partition. */
void layout_attach_findings(struct layout_reader *reader, const struct check_result *result);

bool layout_region_is_net(const struct memory_region *region);

/* The chip's memories come first, in the order in which its manual has them; others behind them, as the input has them. */
#define LAYOUT_RANK_OTHER 6u
size_t layout_region_rank(const struct memory_region *region);

/* By spans of the maps, by names, and by nesting of devicetree nodes. */
bool layout_is_part(struct layout_reader *reader, const struct memory_region *region,
                    const struct memory_partition *container, const struct memory_partition *member);

#endif
