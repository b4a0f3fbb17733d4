#include "cli/command.h"

static enum exit_status run_report(struct command_call *call)
{
    return call_usage_error(call, "'report' is being built");
}

const struct command command_report = {
    .name = "report",
    .arguments = "BUILD",
    .summary = "being built",
    .least_arguments = 1,
    .most_arguments = 2,
    .run = run_report,
};
