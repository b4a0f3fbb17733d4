/* check --why RULE: the answer in place of the findings. */
#ifndef CLI_CHECK_WHY_H
#define CLI_CHECK_WHY_H

#include "cli/check/inputs.h"
#include "cli/command.h"
#include "cli/report_targets.h"

/* Text and JSON only (check_reports_explain()); the files are added to the call's outputs. */
NODISCARD bool check_why_report(struct command_call *call, const struct report_targets *targets,
                                const struct checked_inputs *inputs, struct output_set *set);

#endif
