/* The command line that shows a path again: for people to copy, whole, in the arena of the call. */
#ifndef CLI_SIMULATE_REPLAY_COMMAND_H
#define CLI_SIMULATE_REPLAY_COMMAND_H

#include "cli/command.h"

/* With the options of this call that decide what the build is taken for; of a call of `diff` with both its builds. `path` NULL: all paths of the scenario. */
const char *simulation_command(const struct command_call *call, const char *build, const char *scenario,
                               const char *path);

#endif
