/* Runs the witnesses of a check's findings: check --prove.
 *
 * A witness is a scenario that the build itself is put through, without a power cut; it shows a finding when the end has
 * one of the names that the finding's consequence stands for. Everything lives in the call's arena.
 */
#ifndef CLI_CHECK_PROVE_H
#define CLI_CHECK_PROVE_H

#include "base/result.h"
#include "cli/command.h"
#include "project/tree/project.h"

/* Gives every unwaived finding its proof. Never fails: what cannot be run is not shown, with the reason. */
void prove_findings(struct command_call *call, const struct project *project, struct check_result *result);

#endif
