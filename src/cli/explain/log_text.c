#include <inttypes.h>

#include "cli/explain/log.h"
#include "report/style/style.h"

static enum style style_of(enum log_weight weight)
{
    static const enum style styles[] = { STYLE_GOOD, STYLE_NOTE, STYLE_WARNING, STYLE_ERROR };

    return styles[weight];
}

static void write_verdict(struct text *out, const struct log_report *report, bool colour)
{
    const struct log_verdict *verdict = &report->verdict;

    style_text(out, colour, style_of(verdict->weight), verdict->state);
    text_append(out, "\n");
    style_wrapped(out, verdict->headline, 2, "");
    if (verdict->action != NULL) {
        style_wrapped(out, verdict->action, 2, "do now: ");
    }
    for (size_t i = 0; i < verdict->details.count; i++) {
        style_wrapped(out, verdict->details.items[i], 4, "- ");
    }
}

static const char *title_of(const struct explained_logs *logs, const char *id)
{
    const struct rule *rule = rule_set_find(logs->rules, id);

    return rule != NULL ? rule->title : "";
}

static void write_judged(struct text *out, const struct explained_logs *logs, const struct log_rule *rule, bool colour)
{
    const char *state = log_rule_state_name(rule->state);
    const struct finding *finding = rule->finding;

    text_append(out, "  ");
    style_text(out, colour, STYLE_BOLD, rule->id);
    text_append(out, " ");
    style_text(out, colour, finding != NULL ? style_of_severity(finding->severity) : STYLE_DIM, state);
    text_append(out, "\n");
    style_wrapped(out, finding != NULL ? finding->message : title_of(logs, rule->id), 6, "");
    for (size_t i = 0; finding != NULL && i < finding->fixes.count; i++) {
        const struct fix *fix = &finding->fixes.items[i];

        text_printf(out, "      fix in %s:\n", fix->file != NULL ? fix->file : "the configuration");
        style_lines(out, fix->fragment, 10);
    }
    for (size_t i = 0; rule->undecided != NULL && i < rule->undecided->missing.count; i++) {
        style_wrapped(out, rule->undecided->missing.items[i], 6, "missing: ");
    }
}

static void write_values(struct text *out, const struct log_comparison *comparison, bool colour)
{
    for (size_t i = 0; i < comparison->values.count; i++) {
        const struct log_value *value = &comparison->values.items[i];

        text_append(out, "  ");
        style_text(out, colour, value->same ? STYLE_GOOD : STYLE_ERROR, value->same ? "same" : "differs");
        text_printf(out, " %s: %s in the log, %s in the build (%s)\n", value->what, value->in_log, value->in_build,
                    foreign_text(out->arena, value->from));
    }
    if (comparison->other_build) {
        style_wrapped(
            out,
            "what the device printed is not what this build would print: the log is of another build, or the device "
            "runs another bootloader than the build has",
            2, "");
    }
}

static void write_build(struct text *out, const struct explained_logs *logs, const struct explained_log *log,
                        bool colour)
{
    const char *path = foreign_text(out->arena, logs->build->project->path);
    size_t silent = 0;

    text_append(out, "\n");
    style_text(out, colour, STYLE_BOLD, arena_printf(out->arena, "in the build %s", path));
    text_append(out, "\n");
    write_values(out, &log->comparison, colour);
    for (size_t i = 0; i < log->comparison.rules.count; i++) {
        const struct log_rule *rule = &log->comparison.rules.items[i];

        silent += rule->state == LOG_RULE_SILENT;
        if (rule->state != LOG_RULE_SILENT) {
            write_judged(out, logs, rule, colour);
        }
    }
    if (silent > 0) {
        struct text ids = text_create(out->arena, 10000);

        for (size_t i = 0; i < log->comparison.rules.count; i++) {
            if (log->comparison.rules.items[i].state == LOG_RULE_SILENT) {
                text_printf(&ids, " %s", log->comparison.rules.items[i].id);
            }
        }
        style_wrapped(out, ids.data + 1, 2, "no finding: ");
    }
}

static void write_rules(struct text *out, const struct explained_logs *logs, const struct log_report *report,
                        bool colour)
{
    text_append(out, "\n");
    style_text(out, colour, STYLE_BOLD, "rules to look at");
    text_append(out, " (nrf53pack explain RULE; with --build BUILD: which of them hold there)\n");
    for (size_t i = 0; i < report->rules.count; i++) {
        text_printf(out, "  %s  %s\n", report->rules.items[i], title_of(logs, report->rules.items[i]));
    }
}

static void write_where(struct text *out, const struct log_entry *entry)
{
    text_printf(out, "  line %" PRIu32, entry->first);
    if (entry->count > 1) {
        text_printf(out, " (%zu times, last in line %" PRIu32 ")", entry->count, entry->last);
    }
    text_printf(out, ", %s\n", log_printer_name(entry->pattern->printer));
}

static void write_entry(struct text *out, const struct log_entry *entry, bool colour)
{
    write_where(out, entry);
    text_append(out, "    ");
    style_text(out, colour, STYLE_BOLD, entry->text);
    text_append(out, "\n");
    style_wrapped(out, entry->pattern->meaning, 6, "");
    if (entry->detail != NULL) {
        style_wrapped(out, entry->detail, 6, "here: ");
    }
    if (entry->pattern->advice != NULL) {
        style_wrapped(out, entry->pattern->advice, 6, "");
    }
    if (entry->pattern->rules != NULL) {
        style_wrapped(out, entry->pattern->rules, 6, "rules: ");
    }
}

static void write_lines(struct text *out, const struct log_report *report, bool colour)
{
    size_t unknown = report->lines - report->known;

    if (report->entries.count > 0) {
        text_append(out, "\n");
        style_text(out, colour, STYLE_BOLD, "lines");
        text_append(out, "\n");
    }
    for (size_t i = 0; i < report->entries.count; i++) {
        write_entry(out, &report->entries.items[i], colour);
    }
    text_printf(out, "\n%zu line%s, %zu of them known", report->lines, report->lines == 1 ? "" : "s", report->known);
    if (unknown > 0) {
        text_printf(out, "; of the other %zu nothing is known", unknown);
    }
    if (report->left_out > 0) {
        text_printf(out, "; %zu known ones are left out after the first %d different", report->left_out,
                    LOG_ENTRIES_LIMIT);
    }
    text_append(out, "\n");
}

static void write_log(struct text *out, const struct explained_logs *logs, const struct explained_log *log, bool colour)
{
    style_text(out, colour, STYLE_BOLD, log->report.name);
    text_append(out, ": ");
    write_verdict(out, &log->report, colour);
    if (logs->build != NULL) {
        write_build(out, logs, log, colour);
    } else if (log->report.rules.count > 0) {
        write_rules(out, logs, &log->report, colour);
    }
    write_lines(out, &log->report, colour);
}

void explain_logs_text(struct text *out, const struct explained_logs *logs, bool colour)
{
    for (size_t i = 0; i < logs->count; i++) {
        if (logs->items[i].failure == NULL) {
            text_append(out, out->length > 0 ? "\n" : "");
            write_log(out, logs, &logs->items[i], colour);
        }
    }
}
