/* `explain LOG`: logs of devices, clients and builds, alone or with the build that they are of. */
#ifndef CLI_EXPLAIN_LOG_H
#define CLI_EXPLAIN_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include "check/rule/rule.h"
#include "cli/command.h"
#include "cli/explain/log_build.h"
#include "cli/report_targets.h"
#include "log/log_reader.h"

enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

struct explained_log {
    const char *path;
    const char *failure; /* why it is no log; NULL: report holds */
    struct log_report report;
    struct log_comparison comparison; /* with --build */
};

struct explained_logs {
    struct explained_log *items;
    size_t count;
    size_t capacity;
    const struct rule_set *rules;
    const struct log_build *build; /* NULL without --build */
};

/* Explains the logs ("-": standard input) into every target, or as text without one. */
enum exit_status explain_logs(struct command_call *call, const char *const *paths, size_t count,
                              const struct report_targets *targets);

/* True when an argument of `explain` is meant as a rule: an id, or the name of one. */
bool explain_is_rule(const struct rule_set *rules, const char *argument);

void explain_logs_text(struct text *out, const struct explained_logs *logs, bool colour);
void explain_logs_json(struct text *out, const struct explained_logs *logs);

#endif
