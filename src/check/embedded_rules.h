/* The rule files of rules/, as bytes in the program. Defined in a file that cmake/EmbedRules.cmake writes. */
#ifndef CHECK_EMBEDDED_RULES_H
#define CHECK_EMBEDDED_RULES_H

#include <stddef.h>

struct embedded_rule_file {
    const char *name; /* "rules/modes.yml"; NULL ends the list */
    const unsigned char *data;
    size_t size;
};

extern const struct embedded_rule_file embedded_rule_files[];

#endif
