/* The list of all commands. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/command.h"

size_t command_count(void);
const struct command *command_at(size_t index);
const struct command *command_find(const char *name); /* NULL when there is none of that name */

/* Help of one command, and the list of all, made from the tables. */
void help_command(struct text *out, const struct command *command);
void help_overview(struct text *out);

#endif
