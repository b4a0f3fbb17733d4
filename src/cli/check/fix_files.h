/* Inside of check --fix: which file of a tree a fix belongs into, and its text with it. Used by fix.c only. */
#ifndef CLI_CHECK_FIX_FILES_H
#define CLI_CHECK_FIX_FILES_H

#include "cli/check/fix.h"

struct fixed_files fixed_files_copy(struct arena *arena, const struct fixed_files *files);

/* Assigns the fix's symbols: in the file where the symbol has its value now, else in the one that the fix names. NULL on
 * success, else why not, as a phrase. Files outside of the tree are never touched.
 */
NODISCARD const char *fixed_files_edit(struct arena *arena, const struct checked_input *input,
                                       const struct finding *finding, const struct fix *fix, struct fixed_files *files);

#endif
