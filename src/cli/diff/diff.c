#include "cli/command.h"

static enum exit_status run_diff(struct command_call *call)
{
    return call_usage_error(call, "'diff' is being built");
}

const struct command command_diff = {
    .name = "diff",
    .arguments = "BUILD",
    .summary = "being built",
    .least_arguments = 1,
    .most_arguments = 2,
    .run = run_diff,
};
