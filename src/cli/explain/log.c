#include "cli/explain/log.h"

#include <string.h>

#include "base/standard_input.h"

bool explain_is_rule(const struct rule_set *rules, const char *argument)
{
    return (strncmp(argument, "N53-", 4) == 0 || strncmp(argument, "n53-", 4) == 0) && !file_exists(argument)
               ? true
               : rule_set_find_name(rules, argument) != NULL;
}

static const char *read_bytes(struct command_call *call, const char *path, struct slice *bytes)
{
    if (strcmp(path, "-") == 0) {
        return standard_input_read(call->arena, LOG_BYTES_LIMIT, &bytes->data, &bytes->length);
    }
    return file_read_stream(call->arena, path, LOG_BYTES_LIMIT, &bytes->data, &bytes->length);
}

/* A word without a dot or a slash that names no file was more likely meant as a rule. */
static void say_unreadable(struct command_call *call, const char *path, const char *failure)
{
    bool word = path[strcspn(path, "./\\ ")] == '\0' && !path_exists(path);

    (void)diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "log '%s' %s%s", path, failure,
                   word ? "; no rule has this name either" : "");
}

static enum exit_status explain_one(struct command_call *call, const char *path, struct explained_logs *logs)
{
    struct slice bytes = { "", 0 };
    const char *failure = read_bytes(call, path, &bytes);
    struct explained_log *log = ARENA_PUSH(call->arena, logs);

    log->path = strcmp(path, "-") == 0 ? "standard input" : path;
    if (failure != NULL) {
        failure = arena_printf(call->arena, "cannot be read: %s", failure);
    } else {
        failure = log_read(call->arena, log->path, bytes, &log->report);
    }
    log->failure = failure;
    if (failure != NULL) {
        say_unreadable(call, log->path, failure);
        return EXIT_UNUSABLE;
    }
    if (logs->build != NULL) {
        log_build_compare(call->arena, logs->build, &log->report, &log->comparison);
    }
    return EXIT_GOOD;
}

static void write_logs(struct text *out, unsigned format, const struct explained_logs *logs, bool colour)
{
    if (format == LOG_FORMAT_JSON) {
        explain_logs_json(out, logs);
    } else {
        explain_logs_text(out, logs, colour);
    }
}

static bool write_targets(struct command_call *call, const struct report_targets *targets,
                          const struct explained_logs *logs)
{
    struct output_set *set = output_set_create(call->arena);
    bool good = true;

    for (size_t i = 0; i < targets->count && good; i++) {
        const struct report_target *target = &targets->items[i];

        if (target->file == NULL) {
            write_logs(call->output, target->format, logs, call->colour);
        } else {
            struct text text = text_create(call->arena, REPORT_LIMIT);

            write_logs(&text, target->format, logs, false);
            good = report_target_write(call, set, target, &text);
        }
    }
    good = good && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return good;
}

static bool formats_fit(struct command_call *call, const struct report_targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->items[i].format > LOG_FORMAT_JSON) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "a log is explained as text or json, not as markdown");
        }
    }
    return true;
}

enum exit_status explain_logs(struct command_call *call, const char *const *paths, size_t count,
                              const struct report_targets *targets)
{
    const char *path = call_option(call, "--build");
    struct log_build *build = arena_alloc(call->arena, sizeof *build);
    struct explained_logs logs = { 0 };
    struct rule_set *rules;
    enum exit_status status = EXIT_GOOD;

    if (!formats_fit(call, targets) ||
        !rule_set_load_brief(call->arena, call_option(call, "--rules"), call->diagnostics, &rules) ||
        (path != NULL && !log_build_open(call, path, build))) {
        return call_status(call);
    }
    logs.rules = rules;
    logs.build = path != NULL ? build : NULL;
    for (size_t i = 0; i < count; i++) {
        status = worse_status(status, explain_one(call, paths[i], &logs));
    }
    return worse_status(status, write_targets(call, targets, &logs) ? EXIT_GOOD : call_status(call));
}
