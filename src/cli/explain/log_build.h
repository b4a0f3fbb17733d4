/* A log held against the build that it is said to be of: what the rules that its lines name found there, and whether the values that it
 * prints are that build's.
 */
#ifndef CLI_EXPLAIN_LOG_BUILD_H
#define CLI_EXPLAIN_LOG_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include "base/result.h"
#include "cli/command.h"
#include "log/log_reader.h"
#include "project/tree/project.h"
#include "project/tree/update_slots.h"

enum log_rule_state { LOG_RULE_FOUND, LOG_RULE_WAIVED, LOG_RULE_UNDECIDED, LOG_RULE_SILENT };

struct log_rule {
    const char *id;
    enum log_rule_state state;
    const struct finding *finding;     /* found or waived, the first one */
    const struct undecided *undecided; /* undecided */
};

/* One value that both say. */
struct log_value {
    const char *what;
    const char *in_log;
    const char *in_build;
    const char *from; /* where the build says so */
    bool same;
};

struct log_comparison {
    struct {
        struct log_rule *items;
        size_t count;
        size_t capacity;
    } rules;
    struct {
        struct log_value *items;
        size_t count;
        size_t capacity;
    } values;
    bool other_build; /* a value differs: the log is not of this build */
};

struct log_build {
    const struct project *project;
    struct check_result result;
    struct update_slots slots; /* of image 0 */
};

/* Opens and checks the tree of --build; false after it has said why not. */
NODISCARD bool log_build_open(struct command_call *call, const char *path, struct log_build *build);

void log_build_compare(struct arena *arena, const struct log_build *build, const struct log_report *report,
                       struct log_comparison *comparison);

const char *log_rule_state_name(enum log_rule_state state); /* "finding", "waived", "undecided", "no finding" */

#endif
