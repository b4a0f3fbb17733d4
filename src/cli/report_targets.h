/* Where reports go: the values of --format, each NAME or NAME=FILE. Shared by `check` and `simulate`. */
#ifndef CLI_REPORT_TARGETS_H
#define CLI_REPORT_TARGETS_H

#include "base/file.h"
#include "cli/command.h"

/* A picture of some ten thousand operations has a few megabytes. */
#define REPORT_LIMIT (64u * 1024u * 1024u)

struct report_target {
    unsigned format;  /* index in the command's names */
    const char *file; /* NULL: standard output */
};

struct report_targets {
    struct report_target *items;
    size_t count;
    size_t capacity;
};

/* Usage errors: a name that is none of `names`, two formats for standard output, one file for two. Without --format
 * there is no target.
 */
NODISCARD bool report_targets_parse(struct command_call *call, const char *const *names, size_t count,
                                    struct report_targets *targets);

/* Adds the text of a target's file to the set; an error when the text was cut at its limit. */
NODISCARD bool report_target_write(struct command_call *call, struct output_set *set,
                                   const struct report_target *target, const struct text *text);

#endif
