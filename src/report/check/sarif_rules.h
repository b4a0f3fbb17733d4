/* The rules of a SARIF run: those that its results and notifications speak of, each once. */
#ifndef REPORT_CHECK_SARIF_RULES_H
#define REPORT_CHECK_SARIF_RULES_H

#include "base/json.h"
#include "report/rule/rule_page.h"
#include "report/style/finding_place.h"

/* "note", "warning" or "error". */
const char *sarif_level(enum severity severity);

/* "tool" with the rules in the order of the pages. */
void sarif_tool(struct json *json, const struct rule_pages *rules);

/* The index of a rule there; false when there is no page for it. */
NODISCARD bool sarif_rule_index(const struct rule_pages *rules, const char *id, size_t *index);

#endif
