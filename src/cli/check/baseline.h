/* check --baseline and --write-baseline. */
#ifndef CLI_CHECK_BASELINE_H
#define CLI_CHECK_BASELINE_H

#include "base/file.h"
#include "check/waiver/baseline.h"
#include "cli/command.h"

/* False after a usage error: options that do not go together. */
NODISCARD bool check_baseline_options(struct command_call *call);

/* Adds the baseline to the call's outputs, or reads it, and marks what stands in it. unusable: some input is not among
 * the checks, so that nothing is written. False after an error.
 */
NODISCARD bool check_baseline(struct command_call *call, const struct rule_set *rules,
                              const struct waiver_checks *checks, bool unusable, struct output_set *set);

#endif
