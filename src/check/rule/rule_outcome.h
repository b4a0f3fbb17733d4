/* Inside of rule loading: outcomes and what belongs to them. */
#ifndef CHECK_RULE_RULE_OUTCOME_H
#define CHECK_RULE_RULE_OUTCOME_H

#include "check/rule/rule_reader.h"

NODISCARD bool outcome_read_sdk(struct field_reader *reader, const struct yaml_node *node, const char **text,
                                struct sdk_range *range);
NODISCARD bool outcome_read_consequence(struct field_reader *reader, const struct yaml_node *node,
                                        enum consequence *consequence);
NODISCARD bool outcome_read_confidence(struct field_reader *reader, const struct yaml_node *node,
                                       enum confidence *confidence);

/* The list under `outcomes:`. A confidence that an outcome does not state is CONFIDENCE_COUNT. */
NODISCARD bool outcomes_read(struct field_reader *reader, const struct yaml_node *node, struct rule_outcomes *outcomes);

#endif
