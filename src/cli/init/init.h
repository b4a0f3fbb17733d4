/* Parts of the command init: what was asked for, and how files get into a folder that may hold some already. */
#ifndef CLI_INIT_INIT_H
#define CLI_INIT_INIT_H

#include "cli/command.h"
#include "recipe/recipe_files.h"

/* Reads options and the release's and board's rules; false after a usage error that says what a recipe needs. */
NODISCARD bool init_request_read(const struct command_call *call, const struct recipe *recipe,
                                 struct recipe_request *request);

/* Writes what is not there yet. Where a file is there and says something else nothing is written without `force`, and the
 * output says what it lacks. `written` counts the files.
 */
NODISCARD bool init_write(const struct command_call *call, const struct recipe_request *request, const char *folder,
                          const struct recipe_outputs *outputs, bool force, size_t *written);

#endif
