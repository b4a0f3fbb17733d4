/* check --fix and --diff: the safe fixes of findings in source trees.
 *
 * A fix is tried on the texts in memory and the tree is checked with it; it is taken when the finding is gone for each
 * board and suffix of the tree and no other of severity error or brick has come. The files of all taken fixes are
 * written together or not at all.
 */
#ifndef CLI_CHECK_FIX_H
#define CLI_CHECK_FIX_H

#include "base/source.h"
#include "cli/check/inputs.h"
#include "cli/command.h"

struct fixed_file {
    const char *path;    /* as it was read */
    struct slice before; /* what it holds */
    struct slice after;  /* with the fixes */
};

struct fixed_files {
    struct fixed_file *items;
    size_t count;
    size_t capacity;
};

/* Whether --fix or --diff is given; a usage error when they do not go with the other options. */
NODISCARD bool check_fix_options(struct command_call *call, bool *wanted);

/* Finds the fixes that can be taken, with a note for each that can not; inputs are as check_inputs() gave them, and are
 * afterwards those of the tree with the fixes.
 */
void check_fix(struct command_call *call, const struct check_settings *settings, struct checked_inputs *inputs,
               struct fixed_files *files);

/* Writes them, with a note for each file; does nothing when there are none. */
NODISCARD bool check_fix_write(struct command_call *call, const struct fixed_files *files);

/* The diff of them, to standard output. */
void check_fix_show(struct command_call *call, const struct fixed_files *files);

#endif
