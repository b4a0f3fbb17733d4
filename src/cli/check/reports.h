/* check --format: which reports a call writes, and where. */
#ifndef CLI_CHECK_REPORTS_H
#define CLI_CHECK_REPORTS_H

#include "base/result.h"
#include "check/rule/rule.h"
#include "cli/command.h"
#include "cli/report_targets.h"
#include "report/check/check_report.h"

struct check_results {
    const struct check_result **items;
    size_t count;
    size_t capacity;
};

/* Reads --format; without it, text to standard output. */
NODISCARD bool check_reports_parse(struct command_call *call, struct report_targets *targets);

/* Whether all of them are text or JSON, which --why can write too; a usage error names the first that is not. */
NODISCARD bool check_reports_explain(struct command_call *call, const struct report_targets *targets);
bool check_report_is_json(const struct report_target *target);

/* Makes them all; the files are added to the call's outputs. */
NODISCARD bool check_reports_write(struct command_call *call, const struct report_targets *targets,
                                   const struct rule_set *rules, const struct check_results *results,
                                   struct check_gate gate, struct output_set *set);

#endif
