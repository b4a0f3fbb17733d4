#include "check/rule/rule.h"
#include "cli/command.h"
#include "cli/explain/log.h"
#include "cli/explain/pages.h"
#include "cli/report_targets.h"
#include "cli/tree_options.h"

enum explain_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_MARKDOWN };

static const char *const format_names[] = { "text", "json", "markdown" };

static bool add_rule(struct command_call *call, const struct rule_set *rules, const char *argument,
                     struct rule_pages *pages)
{
    const struct rule *rule = rule_set_find(rules, argument);

    rule = rule != NULL ? rule : rule_set_find_name(rules, argument);
    if (rule == NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "no rule '%s'; an id has the form N53-0000",
                        argument);
    }
    rule_page_make(call->arena, rule, ARENA_PUSH(call->arena, pages));
    return true;
}

static void write_markdown(struct text *out, const struct rule_pages *pages, bool all)
{
    if (all) {
        text_append(out, "# The rules\n\n");
    }
    for (size_t i = 0; i < pages->count; i++) {
        report_rule_page_markdown(out, &pages->items[i], all ? 2 : 1);
    }
}

static void write_pages(struct text *out, enum explain_format format, const struct rule_pages *pages, bool all,
                        bool colour)
{
    switch (format) {
    case FORMAT_TEXT:
        for (size_t i = 0; i < pages->count; i++) {
            report_rule_page(out, &pages->items[i], colour);
        }
        break;
    case FORMAT_JSON:
        report_rule_pages_json(out, pages);
        break;
    case FORMAT_MARKDOWN:
        write_markdown(out, pages, all);
        break;
    }
}

static bool write_reports(struct command_call *call, const struct report_targets *targets,
                          const struct rule_pages *pages)
{
    struct output_set *set = output_set_create(call->arena);
    bool all = call_flag(call, "--all");
    bool good = true;

    for (size_t i = 0; i < targets->count && good; i++) {
        const struct report_target *target = &targets->items[i];
        struct text text = text_create(call->arena, REPORT_LIMIT);

        if (target->file == NULL) {
            write_pages(call->output, (enum explain_format)target->format, pages, all, call->colour);
        } else {
            write_pages(&text, (enum explain_format)target->format, pages, all, false);
            good = report_target_write(call, set, target, &text);
        }
    }
    good = good && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return good;
}

static bool parse_targets(struct command_call *call, struct report_targets *targets)
{
    if (!report_targets_parse(call, format_names, ARRAY_LENGTH(format_names), targets)) {
        return false;
    }
    if (targets->count == 0) {
        *ARENA_PUSH(call->arena, targets) = (struct report_target){ FORMAT_TEXT, NULL };
    }
    return true;
}

static bool collect_pages(struct command_call *call, const struct rule_set *rules, struct rule_pages *pages)
{
    bool good = true;

    for (size_t i = 0; call_flag(call, "--all") && i < rule_set_count(rules); i++) {
        rule_page_make(call->arena, rule_set_at(rules, i), ARENA_PUSH(call->arena, pages));
    }
    for (size_t i = 0; i < call->argument_count; i++) {
        good = add_rule(call, rules, call->arguments[i], pages) && good;
    }
    return good;
}

static enum exit_status explain_rules(struct command_call *call, const struct rule_set *rules,
                                      const struct report_targets *targets)
{
    struct rule_pages pages = { 0 };

    if (call_option(call, "--build") != NULL) {
        return call_usage_error(call, "option '--build' is of use with a log only");
    }
    if (!collect_pages(call, rules, &pages) || !write_reports(call, targets, &pages)) {
        return call_status(call);
    }
    return call_status(call);
}

static enum exit_status run_explain(struct command_call *call)
{
    struct report_targets targets = { 0 };
    struct rule_set *rules;
    size_t wanted = 0;

    if (call_flag(call, "--all") != (call->argument_count == 0)) {
        return call_usage_error(call, call->argument_count == 0 ? "expected a rule, a log, or '--all'"
                                                                : "'--all' is all rules: expected no other");
    }
    if (!parse_targets(call, &targets) ||
        !rule_set_load(call->arena, call_option(call, "--rules"), call->diagnostics, &rules)) {
        return call_status(call);
    }
    for (size_t i = 0; i < call->argument_count; i++) {
        wanted += explain_is_rule(rules, call->arguments[i]);
    }
    if (wanted == call->argument_count) {
        return explain_rules(call, rules, &targets);
    }
    if (wanted > 0) {
        return call_usage_error(call, "expected either rules or logs, not both");
    }
    return explain_logs(call, call->arguments, call->argument_count, &targets);
}

static const struct command_option options[] = {
    { "--all", NULL, NULL, "every rule, by id", false },
    { "--build", NULL, "DIR",
      "with a log: the build that it is of; which of the rules hold there, and whether it is that build", false },
    { "--format", NULL, "FORMAT[=FILE]", "text (default), json or, for rules, markdown, to standard output or a file",
      true },
    RULES_OPTION,
    TREE_OPTIONS,
    CONFIG_OPTION,
};

const struct command command_explain = {
    .name = "explain",
    .arguments = "RULE... | LOG... | --all",
    .summary = "say what a rule looks for, or what a device's log means and what to do about it",
    .details =
        "RULE is an id such as N53-0001 or a rule's name; anything else is a file with the output of a bootloader, an\n"
        "application, an update client or a build, '-' for standard input. The state that the device is in comes "
        "first.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 0,
    .most_arguments = 100,
    .run = run_explain,
};
