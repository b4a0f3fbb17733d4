/* Partitions that stand in the devicetrees: children of fixed-partitions, and of a partition that is divided. */
#ifndef CHECK_EVALUATION_EVAL_NODES_H
#define CHECK_EVALUATION_EVAL_NODES_H

#include "check/evaluation/evaluation.h"

/* All of them, MCUboot's devicetree first. Of overlays those that say what they lie in: the others make the list
 * incomplete. Nodes that are disabled are no partitions.
 */
struct loop_items partition_nodes(struct evaluation *evaluation);

/* How many there are in all devicetrees; partition_nodes() gives the first LOOP_ITEMS_LIMIT. */
size_t partition_nodes_total(const struct project *project);

/* Two partitions count as a pair when they lie in the same device of the same devicetree, or in the same partition that
 * is divided; one whose devicetrees before say the same counts there only. For one partition give it twice.
 */
bool partition_nodes_count(const struct loop_items *items, size_t first, size_t second);

/* What the node lies in: its label, and its size in bytes. */
struct value evaluate_node_device(struct evaluation *evaluation, const struct node_reference *reference,
                                  enum attribute attribute);

#endif
