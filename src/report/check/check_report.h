/* Reports of a check, in the forms people and programs read. Knows results only: no rule, no project. */
#ifndef REPORT_CHECK_CHECK_REPORT_H
#define REPORT_CHECK_CHECK_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include "base/result.h"
#include "base/text.h"
#include "report/rule/rule_page.h"
#include "report/style/finding_place.h"

/* One input's findings for people, worst first, and its tally line. */
void report_check_text(struct text *out, const struct check_result *result, bool colour);

/* One line for all inputs of a call together, those that could not be used among them. */
void report_check_total_text(struct text *out, const struct check_result *const *results, size_t count, bool colour);

/* All inputs in one JSON document, schema_version 1. */
void report_check_json(struct text *out, const struct check_result *const *results, size_t count);

/* The same findings as other programs read them; what is waived or in the baseline is marked as such, or left out where
 * the format has no place for it. An undecided rule is a failure where the gate says so, else it is told where the
 * format has a place for it. `rules` has a page for each rule that the results speak of. Paths are from `root` on, the
 * absolute folder of the files that a service has, and in the others as the user would open them.
 */
void report_check_sarif(struct text *out, const struct check_result *const *results, size_t count,
                        const struct rule_pages *rules, struct check_gate gate, const char *root);
void report_check_junit(struct text *out, const struct check_result *const *results, size_t count,
                        struct check_gate gate);
void report_check_gitlab(struct text *out, const struct check_result *const *results, size_t count,
                         struct check_gate gate, const char *root);
void report_check_github(struct text *out, const struct check_result *const *results, size_t count,
                         struct check_gate gate, const char *root);
void report_check_gcc(struct text *out, const struct check_result *const *results, size_t count,
                      struct check_gate gate);

#endif
