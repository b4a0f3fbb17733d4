/* Numbers of Partition Manager files, as PyYAML (YAML 1.1) reads them.
 *
 * Decimal, hexadecimal after 0x, octal after a leading 0, '_' between digits, an optional sign. Range: -2^63
 * .. 2^64-1.
 */
#ifndef PROJECT_PARTITIONS_PARTITION_NUMBER_H
#define PROJECT_PARTITIONS_PARTITION_NUMBER_H

#include <stdbool.h>
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/yaml.h"
#include "project/partitions/partitions.h"

/* False when the text is no number or out of range; origin is that of the text. */
NODISCARD bool partition_number_parse(struct slice text, struct origin origin, struct partition_number *number);

/* True for what stands in place of a number in a template: "CONFIG_B0N_SIZE". */
bool partition_number_is_template(const struct yaml_node *node);

/* Reads the value of a key. An empty value leaves number->present false. Anything but a number is an input
 * error that names the owner (a partition or a region) and the key.
 */
NODISCARD bool partition_number_read(const struct yaml_node *node, const char *owner, const char *key,
                                     struct diagnostics *diagnostics, struct partition_number *number);

/* Exact sum; false when it leaves the range of a sign and 64 bits. */
NODISCARD bool partition_number_add(const struct partition_number *a, const struct partition_number *b,
                                    struct partition_number *sum);

#endif
