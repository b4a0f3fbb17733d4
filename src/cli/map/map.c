#include "cli/command.h"

static enum exit_status run_map(struct command_call *call)
{
    return call_usage_error(call, "'map' is being built");
}

const struct command command_map = {
    .name = "map",
    .arguments = "BUILD",
    .summary = "being built",
    .least_arguments = 1,
    .most_arguments = 2,
    .run = run_map,
};
