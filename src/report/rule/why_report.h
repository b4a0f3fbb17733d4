/* check --why: why a rule had something to say of an input or had not. */
#ifndef REPORT_RULE_WHY_REPORT_H
#define REPORT_RULE_WHY_REPORT_H

#include "base/text.h"
#include "base/why.h"

/* One input, for people. */
void report_why_text(struct text *out, const struct check_result *result, const struct why *why, bool colour);

/* All inputs in one JSON document, schema_version 1; an input that could not be used has no answer (NULL). */
void report_why_json(struct text *out, const struct check_result *const *results, const struct why *const *whys,
                     size_t count);

#endif
