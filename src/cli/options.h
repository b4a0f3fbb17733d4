/* Parses a command's arguments against its option table. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/command.h"

/* Fills call->options and call->arguments; "--option VALUE" and "--option=VALUE" mean the same, "--" ends the options.
 * False after a usage error.
 */
NODISCARD bool options_parse(struct command_call *call, int argc, char *const *argv);

/* Options that every command takes besides its own. */
size_t common_option_count(void);
const struct command_option *common_option(size_t index);

/* What help and manual page say of an option, in one sentence. */
const char *option_description(struct arena *arena, const struct command_option *option);

#endif
