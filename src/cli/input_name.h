/* Which of several inputs an error is of. */
#ifndef CLI_INPUT_NAME_H
#define CLI_INPUT_NAME_H

#include "base/arena.h"
#include "base/diagnostics.h"

/* A diagnostic of the input at path, as it is said among those of other inputs. */
struct diagnostic diagnostic_of_input(struct arena *arena, const char *path, struct diagnostic item);

/* The same for all that there are from the first on. */
void diagnostics_name_input(struct arena *arena, const char *path, size_t first, struct diagnostics *diagnostics);

#endif
