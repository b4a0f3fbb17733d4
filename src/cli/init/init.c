#include "cli/command.h"

static enum exit_status run_init(struct command_call *call)
{
    return call_usage_error(call, "'init' is being built");
}

const struct command command_init = {
    .name = "init",
    .arguments = "BUILD",
    .summary = "being built",
    .least_arguments = 1,
    .most_arguments = 2,
    .run = run_init,
};
