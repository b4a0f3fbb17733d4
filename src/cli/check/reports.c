#include "cli/check/reports.h"

#include "base/file.h"
#include "base/repository.h"
#include "cli/explain/pages.h"
#include "report/check/check_report.h"

enum check_format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_SARIF,
    FORMAT_JUNIT,
    FORMAT_GITHUB,
    FORMAT_GITLAB,
    FORMAT_GCC,
};

static const char *const format_names[] = { "text", "json", "sarif", "junit", "github", "gitlab", "gcc" };

bool check_reports_parse(struct command_call *call, struct report_targets *targets)
{
    if (!report_targets_parse(call, format_names, ARRAY_LENGTH(format_names), targets)) {
        return false;
    }
    if (targets->count == 0) {
        *ARENA_PUSH(call->arena, targets) = (struct report_target){ FORMAT_TEXT, NULL };
    }
    return true;
}

bool check_reports_explain(struct command_call *call, const struct report_targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->items[i].format != FORMAT_TEXT && targets->items[i].format != FORMAT_JSON) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "'%s' of option '--format' does not go with '--why': expected text or json",
                            format_names[targets->items[i].format]);
        }
    }
    return true;
}

bool check_report_is_json(const struct report_target *target)
{
    return target->format == FORMAT_JSON;
}

static void write_text(struct text *out, const struct check_results *results, bool colour)
{
    for (size_t i = 0; i < results->count; i++) {
        if (results->items[i]->errors.count > 0) {
            continue; /* they are on stderr */
        }
        text_append(out, out->length > 0 ? "\n" : "");
        report_check_text(out, results->items[i], colour);
    }
    if (results->count > 1) {
        report_check_total_text(out, results->items, results->count, colour);
    }
}

/* Code scanning, annotations and merge requests look for files from the root of the repository on. */
static const char *services_root(struct arena *arena)
{
    const char *root = repository_root(arena, ".");

    return root != NULL ? root : path_absolute(arena, ".");
}

static void write_report(struct text *out, unsigned format, const struct check_results *results,
                         const struct rule_pages *pages, struct check_gate gate, bool colour)
{
    const char *root = services_root(out->arena);

    switch ((enum check_format)format) {
    case FORMAT_TEXT:
        write_text(out, results, colour);
        break;
    case FORMAT_JSON:
        report_check_json(out, results->items, results->count);
        break;
    case FORMAT_SARIF:
        report_check_sarif(out, results->items, results->count, pages, gate, root);
        break;
    case FORMAT_JUNIT:
        report_check_junit(out, results->items, results->count, gate);
        break;
    case FORMAT_GITHUB:
        report_check_github(out, results->items, results->count, gate, root);
        break;
    case FORMAT_GITLAB:
        report_check_gitlab(out, results->items, results->count, gate, root);
        break;
    case FORMAT_GCC:
        report_check_gcc(out, results->items, results->count, gate);
        break;
    }
}

bool check_reports_write(struct command_call *call, const struct report_targets *targets, const struct rule_set *rules,
                         const struct check_results *results, struct check_gate gate, struct output_set *set)
{
    struct rule_pages pages = { 0 };
    bool good = true;

    rule_pages_of_results(call->arena, rules, results->items, results->count, &pages);
    for (size_t i = 0; i < targets->count && good; i++) {
        const struct report_target *target = &targets->items[i];

        if (target->file == NULL) {
            write_report(call->output, target->format, results, &pages, gate, call->colour);
        } else {
            struct text text = text_create(call->arena, REPORT_LIMIT);

            write_report(&text, target->format, results, &pages, gate, false);
            good = report_target_write(call, set, target, &text);
        }
    }
    return good;
}
