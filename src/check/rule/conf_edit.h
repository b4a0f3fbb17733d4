/* Edits a Kconfig fragment as a careful person would: a symbol that is assigned keeps its line, a new one comes at the
 * end under a comment; line ends, comments and the missing newline of a last line stay as they are.
 */
#ifndef CHECK_RULE_CONF_EDIT_H
#define CHECK_RULE_CONF_EDIT_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/text.h"

/* One assignment: `CONFIG_X=y`, `SB_CONFIG_X=3`, `# CONFIG_X is not set`. */
struct conf_line {
    struct slice line;   /* without its line end */
    struct slice symbol; /* "CONFIG_X" */
};

/* Steps over comments and empty lines; false at the end, or at a line that is none of these. */
bool conf_next_line(const char **at, struct conf_line *line);

/* Whether a fragment has assignments, comments and empty lines alone, and at least one assignment. */
bool conf_fragment_is_plain(const char *fragment);

/* The file with one symbol assigned as in the line: in place of its last assignment, else at the end, where the comment
 * comes first if it is not there yet. Gives the file as it is when it says so already.
 */
struct slice conf_edit(struct arena *arena, struct slice file, const struct conf_line *line, const char *comment);

#endif
