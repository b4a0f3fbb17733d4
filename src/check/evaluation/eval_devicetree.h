/* Devicetree nodes in expressions. Where an image's devicetree could not be read, everything about it is unknown. */
#ifndef CHECK_EVALUATION_EVAL_DEVICETREE_H
#define CHECK_EVALUATION_EVAL_DEVICETREE_H

#include "check/evaluation/evaluation.h"

/* owner is known; fields of a node that the devicetree does not have are unknown. */
struct value evaluate_node_field(struct evaluation *evaluation, const struct value *owner, enum attribute attribute);

struct value node_exists(struct evaluation *evaluation, const struct value *reference);
struct value call_chosen(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_node(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_compatible_node(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_is_compatible(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_cell(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);

/* Node by label in an image's devicetree: for the evaluators. */
struct value lookup_node(struct evaluation *evaluation, enum image_role role, const char *label);

#endif
