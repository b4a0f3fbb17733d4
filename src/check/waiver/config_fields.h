/* Inside of reading the project file: what its parts share. Used by check_config.c and config_*.c only. */
#ifndef CHECK_WAIVER_CONFIG_FIELDS_H
#define CHECK_WAIVER_CONFIG_FIELDS_H

#include "check/rule/fields.h"
#include "check/waiver/check_config.h"

/* A rule's id or name; NULL with an error when there is none. reader->lookup is the rule set. */
const struct rule *config_rule(struct field_reader *reader, const struct yaml_node *node);

/* Readers of a `const char *`: any text, and a day. */
NODISCARD bool config_read_text(struct field_reader *reader, void *target, const struct yaml_node *node);
NODISCARD bool config_read_until(struct field_reader *reader, void *target, const struct yaml_node *node);

/* The list under `waivers:`; the target is the struct check_config. */
NODISCARD bool config_read_waivers(struct field_reader *reader, void *target, const struct yaml_node *node);

#endif
